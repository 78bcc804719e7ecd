import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parks', '0002_capital'),
    ]

    operations = [
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('park', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='parks.park', verbose_name='园区')),
                ('source', models.TextField(verbose_name='来源')),
                ('is_published', models.BooleanField(default=False, verbose_name='见于公开报道')),
                ('recorded_by', models.CharField(max_length=150, verbose_name='登记人')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('name', models.CharField(max_length=120, verbose_name='团队')),
                ('field', models.CharField(blank=True, max_length=80, verbose_name='领域')),
                ('attracted', models.DateField(verbose_name='引进日期')),
                ('incubated', models.DateField(blank=True, null=True, verbose_name='孵化日期')),
                ('converted', models.DateField(blank=True, null=True, verbose_name='转化日期')),
                ('converted_region', models.CharField(blank=True, max_length=20, verbose_name='转化地代码')),
                ('value_minor', models.BigIntegerField(blank=True, null=True, verbose_name='转化金额(分)')),
                ('currency', models.CharField(default='CNY', max_length=3, verbose_name='币种')),
            ],
            options={
                'verbose_name': '科创团队',
                'verbose_name_plural': '科创团队',
                'ordering': ('park', 'attracted', 'name'),
                'default_related_name': 'teams',
                'constraints': [models.UniqueConstraint(fields=('park', 'name'), name='parks_team_once', violation_error_message='同一飞地的团队名称不能重复。'), models.CheckConstraint(condition=models.Q(models.Q(('incubated__isnull', True), ('incubated__gte', models.F('attracted')), _connector='OR'), models.Q(('converted__isnull', True), ('converted__gte', models.F('attracted')), _connector='OR'), models.Q(('converted__isnull', True), ('incubated__isnull', True), ('converted__gte', models.F('incubated')), _connector='OR')), name='parks_team_steps_in_order', violation_error_message='引进、孵化、转化的日期要依次不早于前一步。'), models.CheckConstraint(condition=models.Q(('converted__isnull', True), models.Q(('converted_region', ''), _negated=True), _connector='OR'), name='parks_conversion_has_a_place', violation_error_message='转化要写明在哪里转化。'), models.CheckConstraint(condition=models.Q(('value_minor__isnull', True), models.Q(('converted__isnull', False), ('value_minor__gte', 0), ('value_minor__lte', 100000000000000000)), _connector='OR'), name='parks_conversion_value_is_plausible', violation_error_message='转化金额不能是负数，且要先有转化日期。')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='SharedUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('park', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='parks.park', verbose_name='园区')),
                ('source', models.TextField(verbose_name='来源')),
                ('is_published', models.BooleanField(default=False, verbose_name='见于公开报道')),
                ('recorded_by', models.CharField(max_length=150, verbose_name='登记人')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('day', models.DateField(verbose_name='日期')),
                ('resource', models.CharField(max_length=120, verbose_name='资源')),
                ('user_name', models.CharField(max_length=120, verbose_name='使用单位')),
                ('user_code', models.CharField(blank=True, max_length=18, verbose_name='使用单位代码')),
                ('is_outside', models.BooleanField(verbose_name='园外单位')),
                ('hours', models.DecimalField(decimal_places=2, max_digits=9, verbose_name='小时')),
                ('fee_fen', models.BigIntegerField(default=0, verbose_name='费用(分)')),
            ],
            options={
                'verbose_name': '共享使用',
                'verbose_name_plural': '共享使用',
                'ordering': ('park', '-day', 'resource', 'user_name'),
                'default_related_name': 'shared_uses',
                'constraints': [models.CheckConstraint(condition=models.Q(('fee_fen__gte', 0), ('fee_fen__lte', 100000000000000000), ('hours__gt', 0)), name='parks_use_has_hours', violation_error_message='使用时间应大于0，费用不能是负数。')],
                'indexes': [],
            },
        ),
    ]
