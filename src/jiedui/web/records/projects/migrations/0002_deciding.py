import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('projects', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Flag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='flags', to='projects.project', verbose_name='项目')),
                ('kind', models.CharField(choices=[('duplicate', '疑似重复签约'), ('inflated', '疑似虚高')], max_length=12, verbose_name='提示')),
                ('against', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='flags_against', to='projects.project', verbose_name='相关项目')),
                ('reason', models.CharField(max_length=400, verbose_name='缘由')),
                ('state', models.CharField(choices=[('open', '待核'), ('upheld', '属实'), ('dismissed', '排除')], default='open', max_length=10, verbose_name='结论')),
                ('raised_at', models.DateTimeField(verbose_name='提示时间')),
                ('decided_by', models.CharField(blank=True, max_length=150, verbose_name='核定人')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='核定时间')),
                ('decision', models.CharField(blank=True, max_length=400, verbose_name='核定理由')),
            ],
            options={
                'verbose_name': '待核提示',
                'verbose_name_plural': '待核提示',
                'ordering': ('project', 'kind', 'id'),
                'constraints': [models.UniqueConstraint(fields=('project', 'kind', 'against'), name='projects_flag_once_against', violation_error_message='同一提示只出现一次。'), models.UniqueConstraint(condition=models.Q(('against__isnull', True)), fields=('project', 'kind'), name='projects_flag_once_alone', violation_error_message='同一提示只出现一次。'), models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(models.Q(('decided_by', ''), _negated=True), models.Q(('decision', ''), _negated=True)), _connector='OR'), name='projects_flag_decision_has_a_reason', violation_error_message='核定必须署名并写明理由。')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='用户')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('query', models.CharField(blank=True, max_length=500, verbose_name='条件')),
            ],
            options={
                'verbose_name': '常用筛选',
                'verbose_name_plural': '常用筛选',
                'ordering': ('owner', 'name'),
                'constraints': [models.UniqueConstraint(fields=('owner', 'name'), name='projects_saved_filter_once', violation_error_message='已有同名的常用筛选。')],
                'indexes': [],
            },
        ),
    ]
