{# One of them: record, actor. #}
{% extends "theme/base.html" %}
{% load i18n %}
{% block title %}{{ record.title }}{% endblock %}
{% block look %}narrow{% endblock %}
{% block content %}{% include "$name/partials/${record}_main.html" %}{% endblock %}
