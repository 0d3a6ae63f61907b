{# A person's own: records, form. #}
{% extends "theme/base.html" %}
{% load i18n theme %}
{% block title %}{% translate "$title" %}{% endblock %}
{% block look %}narrow{% endblock %}
{% block headline %}<h1>{% translate "$title" %}</h1>{% endblock %}
{% block content %}
  <form class="card stack" method="post">
    {% csrf_token %}
    {{ form }}
    <button class="btn" type="submit">{% translate "Begin" %}</button>
  </form>
  {% if records %}
    <ul class="list card">{% for record in records %}<li><a class="row between" href="{{ record.get_absolute_url }}"><span>{{ record.title }}</span>{% include "theme/pieces/state_badge.html" with label=record.state_label tone=record.get_state.tone only %}</a></li>{% endfor %}</ul>
  {% else %}
    {% include "theme/pieces/empty.html" with title=_("Nothing here yet") text=_("What you begin appears here.") only %}
  {% endif %}
{% endblock %}
