# $title

Made by `manage.py addons new $name`: say here what it is for.

     begin        finish
    ───────▶ open ───────▶ done
               └─ lapse ─▶ lapsed

States of `$name.$model`: `open`, `done`, `lapsed`

`manage.py flows $name.$model` lists the transitions. Its owner begins and finishes it; staff may finish it too; what nobody
finishes lapses after thirty days (`schedules.py`).

When enabled: the account menu gains a page, the console a list under Work, the API `/api/v1/$path/`, the inbox a notice
to the owner when it is done, the demo two of them (`data/demo.toml`).

## Next

- Rename states and transitions in `states.py` and `flow.py`; add fields to `models/$record.py`, then
  `manage.py makemigrations $name -n what_changed`.
- Who may: `rules.py`. Who sees: `querysets.py`. Every other part is optional; `addons/base/points.py` names all of them.
- `manage.py addons check $name` and `python -m pytest addons/$name` say what does not hold.
