{# Where it stands and what can be done. Context: record, actor. #}
{% load i18n portal theme %}
{% actions_of record as actions %}
<section class="card stack" id="$record-{{ record.pk }}-main" data-live-topic="{{ record.topic }}" data-live-after="{{ record.version }}" hx-get="{{ record.get_absolute_url }}part/main/" hx-trigger="live" hx-swap="morph:outerHTML">
  <div>{% include "theme/pieces/state_badge.html" with label=record.state_label tone=record.get_state.tone only %}</div>
  <h1>{{ record.title }}</h1>
  {% if record.result %}<p>{{ record.result }}</p>{% endif %}
  {% include "theme/pieces/action_bar.html" with actions=actions record_id=record.pk only %}
</section>
