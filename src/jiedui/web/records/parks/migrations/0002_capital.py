import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parks', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CapitalEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('park', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='parks.park', verbose_name='园区')),
                ('source', models.TextField(verbose_name='来源')),
                ('is_published', models.BooleanField(default=False, verbose_name='见于公开报道')),
                ('recorded_by', models.CharField(max_length=150, verbose_name='登记人')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('phase', models.CharField(choices=[('invest', '投'), ('finance', '融'), ('build', '建'), ('manage', '管'), ('exit', '退')], max_length=8, verbose_name='资本阶段')),
                ('title', models.CharField(max_length=200, verbose_name='事项')),
                ('day', models.DateField(verbose_name='日期')),
                ('precision', models.CharField(choices=[('day', '日'), ('month', '月'), ('quarter', '季'), ('year', '年')], default='day', max_length=8, verbose_name='日期精度')),
                ('amount_minor', models.BigIntegerField(blank=True, null=True, verbose_name='金额(分)')),
                ('currency', models.CharField(default='CNY', max_length=3, verbose_name='币种')),
            ],
            options={
                'verbose_name': '资本环节',
                'verbose_name_plural': '资本环节',
                'ordering': ('park', 'day', 'phase', 'title'),
                'default_related_name': 'capital_events',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('phase', 'exit'), _negated=True), ('amount_minor__isnull', False), _connector='OR'), name='parks_exit_has_proceeds', violation_error_message='退出要有收回的金额；没有收回就不算退出。'), models.CheckConstraint(condition=models.Q(('amount_minor__isnull', True), models.Q(('amount_minor__gte', 0), ('amount_minor__lte', 100000000000000000)), _connector='OR'), name='parks_capital_amount_is_plausible', violation_error_message='金额不能是负数，也不能大得离谱。')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Holding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('park', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='parks.park', verbose_name='园区')),
                ('source', models.TextField(verbose_name='来源')),
                ('is_published', models.BooleanField(default=False, verbose_name='见于公开报道')),
                ('recorded_by', models.CharField(max_length=150, verbose_name='登记人')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('as_of', models.DateField(verbose_name='截至日期')),
                ('holder', models.CharField(max_length=120, verbose_name='出资人')),
                ('capital', models.CharField(choices=[('supporter_state', '帮扶方国有'), ('recipient_state', '受帮扶方国有'), ('other_state', '其他国有'), ('social', '社会资本'), ('foreign', '外资')], max_length=16, verbose_name='资本')),
                ('share', models.DecimalField(decimal_places=8, max_digits=9, verbose_name='份额')),
            ],
            options={
                'verbose_name': '股权',
                'verbose_name_plural': '股权',
                'ordering': ('park', '-as_of', '-share', 'holder'),
                'default_related_name': 'holdings',
                'constraints': [models.UniqueConstraint(fields=('park', 'as_of', 'holder'), name='parks_holding_once', violation_error_message='同一出资人在同一天只能登记一次。'), models.CheckConstraint(condition=models.Q(('share__gt', 0), ('share__lte', 1)), name='parks_holding_is_a_share', violation_error_message='份额应大于0、不超过1。')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Facility',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('park', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='parks.park', verbose_name='园区')),
                ('source', models.TextField(verbose_name='来源')),
                ('is_published', models.BooleanField(default=False, verbose_name='见于公开报道')),
                ('recorded_by', models.CharField(max_length=150, verbose_name='登记人')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('kind', models.CharField(choices=[('road', '道路'), ('pipes', '管网'), ('power', '供电'), ('water', '供排水'), ('plant', '标准厂房'), ('commerce', '商业'), ('school', '学校'), ('clinic', '医疗'), ('housing', '住房'), ('service', '公共服务')], max_length=12, verbose_name='类别')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('capacity', models.FloatField(blank=True, null=True, verbose_name='能力')),
                ('unit', models.CharField(blank=True, max_length=20, verbose_name='单位')),
                ('progress', models.CharField(choices=[('planned', '计划'), ('under_way', '进行中'), ('done', '完成'), ('dropped', '不再进行')], max_length=10, verbose_name='进展')),
                ('completed', models.DateField(blank=True, null=True, verbose_name='建成日期')),
                ('precision', models.CharField(choices=[('day', '日'), ('month', '月'), ('quarter', '季'), ('year', '年')], default='day', max_length=8, verbose_name='日期精度')),
            ],
            options={
                'verbose_name': '设施',
                'verbose_name_plural': '设施',
                'ordering': ('park', 'kind', 'name'),
                'default_related_name': 'facilities',
                'constraints': [models.UniqueConstraint(fields=('park', 'kind', 'name'), name='parks_facility_once', violation_error_message='同类设施的名称不能重复。'), models.CheckConstraint(condition=models.Q(('progress', 'done'), ('completed__isnull', True), _connector='OR'), name='parks_facility_completed_when_done', violation_error_message='没有建成的设施不能有建成日期。')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Tenancy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('park', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='parks.park', verbose_name='园区')),
                ('source', models.TextField(verbose_name='来源')),
                ('is_published', models.BooleanField(default=False, verbose_name='见于公开报道')),
                ('recorded_by', models.CharField(max_length=150, verbose_name='登记人')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('credit_code', models.CharField(max_length=18, verbose_name='统一社会信用代码')),
                ('name', models.CharField(max_length=120, verbose_name='企业')),
                ('since', models.DateField(verbose_name='入驻日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='迁出日期')),
                ('precision', models.CharField(choices=[('day', '日'), ('month', '月'), ('quarter', '季'), ('year', '年')], default='day', max_length=8, verbose_name='日期精度')),
            ],
            options={
                'verbose_name': '入驻企业',
                'verbose_name_plural': '入驻企业',
                'ordering': ('park', 'credit_code', 'since'),
                'default_related_name': 'tenancies',
                'constraints': [models.UniqueConstraint(fields=('park', 'credit_code', 'since'), name='parks_tenancy_once', violation_error_message='同一企业在同一天只能登记一次入驻。'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='parks_tenancy_ends_after_start', violation_error_message='迁出日期必须晚于入驻日期。')],
                'indexes': [],
            },
        ),
    ]
