from django.db import migrations

from trellis.safety.guard import guard, unguard


class Migration(migrations.Migration):
    dependencies = [("safety", "0001_audit_letters_and_limits")]

    operations = [migrations.RunPython(guard, unguard, elidable=False)]
