from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):

    dependencies = [
        ('keeping', '0004_what_subscribers_know'),
    ]

    operations = [
        migrations.AddField(
            model_name='subscription',
            name='asked_at',
            field=models.DateTimeField(default=timezone.now, help_text='When a letter with the link last went to it.'),
            preserve_default=False,
        ),
    ]
