from django.core.management import call_command
from django.db import migrations


def make(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def take_away(apps, schema_editor):
    schema_editor.execute("DROP TABLE IF EXISTS accounts_attempts")


class Migration(migrations.Migration):
    """The table that django.core.cache keeps its entries in: it belongs to no model, and nothing in it lasts a day."""

    dependencies = [("accounts", "0001_people_and_grants")]

    operations = [migrations.RunPython(make, take_away)]
