import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=24, unique=True, verbose_name='文件编号')),
                ('number', models.CharField(blank=True, max_length=120, verbose_name='文号')),
                ('title', models.CharField(max_length=200, verbose_name='标题')),
                ('file', models.CharField(max_length=80, unique=True, verbose_name='存放名')),
                ('original_name', models.CharField(max_length=200, verbose_name='原文件名')),
                ('media_type', models.CharField(max_length=100, verbose_name='类型')),
                ('sha256', models.CharField(db_index=True, max_length=64, verbose_name='摘要值')),
                ('size_bytes', models.BigIntegerField(verbose_name='字节数')),
                ('secrecy', models.CharField(choices=[('public', '公开'), ('internal', '内部'), ('work_secret', '工作秘密'), ('trade_secret', '商业秘密')], default='internal', max_length=12, verbose_name='密级')),
                ('programme', models.CharField(blank=True, db_index=True, max_length=60, verbose_name='协作关系')),
                ('pair', models.CharField(blank=True, db_index=True, max_length=200, verbose_name='结对')),
                ('region', models.CharField(blank=True, db_index=True, max_length=20, verbose_name='地区代码')),
                ('home_region', models.CharField(blank=True, db_index=True, max_length=20, verbose_name='迁出地代码')),
                ('park', models.CharField(blank=True, db_index=True, max_length=60, verbose_name='园区')),
                ('organisation', models.CharField(blank=True, db_index=True, max_length=18, verbose_name='单位代码')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='添加人')),
                ('added_at', models.DateTimeField(verbose_name='添加时间')),
            ],
            options={
                'verbose_name': '文件',
                'verbose_name_plural': '文件',
                'ordering': ('-added_at', 'key'),
                'constraints': [models.CheckConstraint(condition=models.Q(('secrecy__in', ['public', 'internal', 'work_secret', 'trade_secret'])), name='documents_secrecy_is_known', violation_error_message='密级只能是公开、内部、工作秘密或商业秘密。'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='documents_has_a_title', violation_error_message='文件要有标题。'), models.CheckConstraint(condition=models.Q(('size_bytes__gt', 0)), name='documents_is_not_empty', violation_error_message='文件是空的，不能作为佐证。')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='documents.document', verbose_name='文件')),
                ('object_kind', models.CharField(max_length=40, verbose_name='对象')),
                ('object_key', models.CharField(max_length=200, verbose_name='对象编号')),
                ('aspect', models.CharField(blank=True, max_length=120, verbose_name='事项')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='添加人')),
                ('added_at', models.DateTimeField(verbose_name='添加时间')),
            ],
            options={
                'verbose_name': '佐证',
                'verbose_name_plural': '佐证',
                'ordering': ('object_kind', 'object_key', 'aspect', 'id'),
                'constraints': [models.UniqueConstraint(fields=('document', 'object_kind', 'object_key', 'aspect'), name='documents_evidence_once', violation_error_message='这份文件已经是这件事的佐证。'), models.CheckConstraint(condition=models.Q(models.Q(('object_kind', ''), _negated=True), models.Q(('object_key', ''), _negated=True)), name='documents_evidence_names_its_object', violation_error_message='佐证要写明是什么对象的。')],
                'indexes': [],
            },
        ),
    ]
