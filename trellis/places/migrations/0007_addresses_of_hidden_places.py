from django.db import migrations, models

from trellis.places.slugs import give_slugs, gone_slug, is_veiled, veiled_words


def veil(apps, schema_editor):
    """Places that were hidden so far kept the address they had."""
    place = apps.get_model("places", "Place")
    hidden = place.objects.exclude(showing="exact").exclude(state="deleted").only("slug", "town")
    found = [one for one in hidden if not is_veiled(one.slug)]
    gone = apps.get_model("places", "GoneAddress")
    gone.objects.bulk_create([gone(slug=gone_slug(one.slug)) for one in found], ignore_conflicts=True)
    slugs = give_slugs(place, [(one.pk, veiled_words(one.town)) for one in found])
    for one in found:
        one.slug = slugs[one.pk]
    place.objects.bulk_update(found, ["slug"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0006_sources_in_hsds'),
    ]

    operations = [
        migrations.CreateModel(
            name='GoneAddress',
            fields=[
                ('slug', models.CharField(help_text='A keyed hash: nobody can read it any more.', max_length=50, primary_key=True, serialize=False)),
            ],
        ),
        migrations.RunPython(veil, migrations.RunPython.noop, elidable=True),
    ]
