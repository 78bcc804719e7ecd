import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parks', '0005_governing'),
        ('programmes', '0002_pair_key'),
    ]

    operations = [
        migrations.CreateModel(
            name='MaturityMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pair', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='maturity_marks', to='programmes.pair', verbose_name='所属结对')),
                ('axis', models.CharField(choices=[('self_driving', '从输血到造血'), ('city', '从产业先行到产城融合'), ('whole_area', '从园区共建到全域共建')], max_length=14, verbose_name='方向')),
                ('maturity', models.CharField(choices=[('before', '未起步'), ('moving', '推进中'), ('reached', '已达到')], max_length=8, verbose_name='阶段')),
                ('as_of', models.DateField(verbose_name='判定日期')),
                ('grounds', models.TextField(verbose_name='判定依据')),
                ('source', models.TextField(verbose_name='来源')),
                ('recorded_by', models.CharField(max_length=150, verbose_name='登记人')),
            ],
            options={
                'verbose_name': '成熟阶段',
                'verbose_name_plural': '成熟阶段',
                'ordering': ('pair', 'axis', '-as_of'),
                'constraints': [models.UniqueConstraint(fields=('pair', 'axis', 'as_of'), name='parks_maturity_once_per_day', violation_error_message='同一结对在同一天对同一方向只能判定一次。'), models.CheckConstraint(condition=models.Q(('grounds', ''), _negated=True), name='parks_maturity_has_grounds', violation_error_message='判定要写明依据。')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Issue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('park', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='parks.park', verbose_name='园区')),
                ('source', models.TextField(verbose_name='来源')),
                ('is_published', models.BooleanField(default=False, verbose_name='见于公开报道')),
                ('recorded_by', models.CharField(max_length=150, verbose_name='登记人')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('head', models.CharField(choices=[('dividend', '机制与红利'), ('platform', '平台与共赢'), ('industry', '产业匹配'), ('complement', '园区互补'), ('business', '营商环境')], max_length=12, verbose_name='类别')),
                ('words', models.TextField(verbose_name='问题')),
                ('opened', models.DateField(verbose_name='提出日期')),
                ('closed', models.DateField(blank=True, null=True, verbose_name='解决日期')),
            ],
            options={
                'verbose_name': '问题',
                'verbose_name_plural': '问题',
                'ordering': ('park', '-opened', 'head'),
                'default_related_name': 'issues',
                'constraints': [models.CheckConstraint(condition=models.Q(('closed__isnull', True), ('closed__gte', models.F('opened')), _connector='OR'), name='parks_issue_closes_after_opening', violation_error_message='解决日期不能早于提出日期。')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Flagship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('park', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='parks.park', verbose_name='园区')),
                ('source', models.TextField(verbose_name='来源')),
                ('is_published', models.BooleanField(default=False, verbose_name='见于公开报道')),
                ('recorded_by', models.CharField(max_length=150, verbose_name='登记人')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('title', models.CharField(max_length=200, verbose_name='成果')),
                ('day', models.DateField(verbose_name='日期')),
                ('evidence', models.CharField(max_length=120, verbose_name='佐证文号')),
            ],
            options={
                'verbose_name': '标志性成果',
                'verbose_name_plural': '标志性成果',
                'ordering': ('park', '-day', 'title'),
                'default_related_name': 'flagships',
                'constraints': [models.CheckConstraint(condition=models.Q(('evidence', ''), _negated=True), name='parks_flagship_has_evidence', violation_error_message='标志性成果要有佐证。')],
                'indexes': [],
            },
        ),
    ]
