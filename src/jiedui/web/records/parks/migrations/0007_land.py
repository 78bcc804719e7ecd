import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parks', '0006_growing'),
    ]

    operations = [
        migrations.CreateModel(
            name='ParkArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('park', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='parks.park', verbose_name='园区')),
                ('source', models.TextField(verbose_name='来源')),
                ('is_published', models.BooleanField(default=False, verbose_name='见于公开报道')),
                ('recorded_by', models.CharField(max_length=150, verbose_name='登记人')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('valid_from', models.DateField(verbose_name='起始日期')),
                ('precision', models.CharField(choices=[('day', '日'), ('month', '月'), ('quarter', '季'), ('year', '年')], default='day', max_length=8, verbose_name='日期精度')),
                ('area_km2', models.FloatField(verbose_name='面积(平方公里)')),
                ('kind', models.CharField(default='规划面积', max_length=40, verbose_name='面积口径')),
                ('is_target', models.BooleanField(default=False, verbose_name='为规划目标')),
                ('boundary', models.JSONField(blank=True, null=True, verbose_name='边界')),
            ],
            options={
                'verbose_name': '园区面积',
                'verbose_name_plural': '园区面积',
                'ordering': ('park', 'valid_from', 'kind'),
                'default_related_name': 'areas',
                'constraints': [models.UniqueConstraint(fields=('park', 'kind', 'valid_from', 'source'), name='parks_area_once_per_source', violation_error_message='同一来源、同一口径在同一天只能登记一个面积。'), models.CheckConstraint(condition=models.Q(('area_km2__gt', 0), ('area_km2__lte', 10000.0)), name='parks_area_is_positive', violation_error_message='面积应大于0、不超过1万平方公里。')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='LandUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('park', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='parks.park', verbose_name='园区')),
                ('source', models.TextField(verbose_name='来源')),
                ('is_published', models.BooleanField(default=False, verbose_name='见于公开报道')),
                ('recorded_by', models.CharField(max_length=150, verbose_name='登记人')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('as_of', models.DateField(verbose_name='截至日期')),
                ('space', models.CharField(choices=[('production', '生产'), ('living', '生活'), ('ecology', '生态')], max_length=12, verbose_name='用地布局')),
                ('area_ha', models.FloatField(verbose_name='面积(公顷)')),
            ],
            options={
                'verbose_name': '用地',
                'verbose_name_plural': '用地',
                'ordering': ('park', 'as_of', 'space'),
                'default_related_name': 'land_uses',
                'constraints': [models.UniqueConstraint(fields=('park', 'as_of', 'space'), name='parks_land_use_once', violation_error_message='同一天、同一布局只能登记一次用地。'), models.CheckConstraint(condition=models.Q(('area_ha__gte', 0), ('area_ha__lte', 1000000.0)), name='parks_land_use_is_an_area', violation_error_message='用地面积不能是负数，也不超过100万公顷。')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Plot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('park', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='parks.park', verbose_name='园区')),
                ('source', models.TextField(verbose_name='来源')),
                ('is_published', models.BooleanField(default=False, verbose_name='见于公开报道')),
                ('recorded_by', models.CharField(max_length=150, verbose_name='登记人')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('number', models.CharField(max_length=60, verbose_name='地块编号')),
                ('phase', models.CharField(blank=True, max_length=40, verbose_name='分期')),
                ('kind', models.CharField(choices=[('planning', '规划'), ('infrastructure', '基础设施'), ('industry', '工业'), ('commerce', '商业'), ('housing', '住宅')], max_length=16, verbose_name='用途')),
                ('area_ha', models.FloatField(verbose_name='面积(公顷)')),
                ('state', models.CharField(choices=[('planned', '规划'), ('released', '净地'), ('granted', '供地'), ('built', '建成'), ('returned', '收回')], max_length=10, verbose_name='状态')),
                ('state_since', models.DateField(verbose_name='状态日期')),
                ('precision', models.CharField(choices=[('day', '日'), ('month', '月'), ('quarter', '季'), ('year', '年')], default='day', max_length=8, verbose_name='日期精度')),
                ('user_code', models.CharField(blank=True, max_length=18, verbose_name='用地单位代码')),
            ],
            options={
                'verbose_name': '地块',
                'verbose_name_plural': '地块',
                'ordering': ('park', 'number'),
                'default_related_name': 'plots',
                'constraints': [models.UniqueConstraint(fields=('park', 'number'), name='parks_plot_once', violation_error_message='同一园区的地块编号不能重复。'), models.CheckConstraint(condition=models.Q(('area_ha__gt', 0), ('area_ha__lte', 1000000.0)), name='parks_plot_is_an_area', violation_error_message='地块面积应大于0、不超过100万公顷。')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Work',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('park', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='parks.park', verbose_name='园区')),
                ('source', models.TextField(verbose_name='来源')),
                ('is_published', models.BooleanField(default=False, verbose_name='见于公开报道')),
                ('recorded_by', models.CharField(max_length=150, verbose_name='登记人')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('name', models.CharField(max_length=120, verbose_name='工程')),
                ('phase', models.CharField(blank=True, max_length=40, verbose_name='分期')),
                ('kind', models.CharField(choices=[('planning', '规划'), ('infrastructure', '基础设施'), ('industry', '工业'), ('commerce', '商业'), ('housing', '住宅')], max_length=16, verbose_name='类别')),
                ('layer', models.CharField(blank=True, choices=[('underground', '地下'), ('above_ground', '地上')], max_length=12, verbose_name='地上地下')),
                ('plot', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='works', to='parks.plot', verbose_name='地块')),
                ('started', models.DateField(blank=True, null=True, verbose_name='开工日期')),
                ('started_precision', models.CharField(choices=[('day', '日'), ('month', '月'), ('quarter', '季'), ('year', '年')], default='day', max_length=8, verbose_name='日期精度')),
                ('completed', models.DateField(blank=True, null=True, verbose_name='完工日期')),
                ('completed_precision', models.CharField(choices=[('day', '日'), ('month', '月'), ('quarter', '季'), ('year', '年')], default='day', max_length=8, verbose_name='日期精度')),
                ('evidence', models.CharField(blank=True, max_length=120, verbose_name='佐证文号')),
            ],
            options={
                'verbose_name': '园区工程',
                'verbose_name_plural': '园区工程',
                'ordering': ('park', 'phase', 'started', 'name'),
                'default_related_name': 'works',
                'constraints': [models.UniqueConstraint(fields=('park', 'phase', 'name'), name='parks_work_once', violation_error_message='同一分期的工程名称不能重复。'), models.CheckConstraint(condition=models.Q(('started__isnull', True), ('completed__isnull', True), ('completed__gte', models.F('started')), _connector='OR'), name='parks_work_ends_after_start', violation_error_message='完工日期不能早于开工日期。')],
                'indexes': [],
            },
        ),
    ]
