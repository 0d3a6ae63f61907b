from __future__ import annotations

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from addons.base.new_tables import NewTables


class Shelves(NewTables):
    operations = [
        migrations.CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True))]),
        migrations.CreateModel(
            "Book",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("shelf", models.ForeignKey("library.Shelf", models.PROTECT)),
            ],
        ),
    ]


class Renamed(NewTables):
    operations = [*Shelves.operations, migrations.RenameModel("Shelf", "Rack")]


@pytest.mark.django_db(transaction=True)
def test_tables_are_made_with_what_they_point_to():
    with connection.schema_editor() as editor:
        state = Shelves("0001", "library").apply(ProjectState(), editor)
    book, shelf = (state.apps.get_model("library", name) for name in ("Book", "Shelf"))
    try:
        assert book.objects.create(shelf=shelf.objects.create()).shelf_id
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(book)
            editor.delete_model(shelf)


def test_what_is_more_than_a_new_table_is_refused():
    with pytest.raises(TypeError, match="Rename model"):
        Renamed("0001", "library").apply(ProjectState(), None)
