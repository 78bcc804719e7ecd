import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parks', '0003_enclaves'),
    ]

    operations = [
        migrations.CreateModel(
            name='ParkFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('park', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='parks.park', verbose_name='园区')),
                ('subject', models.CharField(max_length=120, verbose_name='对象')),
                ('indicator', models.CharField(db_index=True, max_length=60, verbose_name='指标')),
                ('printed_as', models.CharField(blank=True, max_length=120, verbose_name='原文指标')),
                ('value', models.FloatField(verbose_name='数量')),
                ('unit', models.CharField(max_length=20, verbose_name='单位')),
                ('nature', models.CharField(choices=[('stock', '存量'), ('flow', '流量'), ('cumulative', '累计'), ('rate', '比率'), ('rank', '排名'), ('unstated', '未说明')], max_length=10, verbose_name='存量流量')),
                ('period', models.CharField(max_length=60, verbose_name='期间')),
                ('start', models.DateField(blank=True, null=True, verbose_name='期间开始')),
                ('end', models.DateField(blank=True, null=True, verbose_name='期间结束')),
                ('currency', models.CharField(blank=True, max_length=3, verbose_name='币种')),
                ('certainty', models.CharField(choices=[('exact', '数值'), ('about', '左右'), ('over', '超过'), ('under', '不足')], default='exact', max_length=8, verbose_name='表述')),
                ('source', models.TextField(verbose_name='来源')),
                ('is_published', models.BooleanField(default=False, verbose_name='见于公开报道')),
                ('recorded_by', models.CharField(max_length=150, verbose_name='登记人')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
            ],
            options={
                'verbose_name': '园区数字',
                'verbose_name_plural': '园区数字',
                'ordering': ('subject', 'indicator', 'end', 'id'),
                'constraints': [models.UniqueConstraint(fields=('subject', 'indicator', 'nature', 'period', 'unit', 'source'), name='parks_fact_once_per_source', violation_error_message='同一来源对同一指标、期间只能登记一个数字。'), models.CheckConstraint(condition=models.Q(('value__gte', -1e+300), ('value__lte', 1e+300)), name='parks_fact_is_finite', violation_error_message='数值必须是有限的数。'), models.CheckConstraint(condition=models.Q(('is_published', True), models.Q(('nature', 'unstated'), _negated=True), _connector='OR'), name='parks_fact_says_stock_or_flow', violation_error_message='数字要写明是存量、流量还是累计。'), models.CheckConstraint(condition=models.Q(('start__isnull', True), ('end__isnull', True), ('end__gte', models.F('start')), _connector='OR'), name='parks_fact_period_ends_after_start', violation_error_message='期间的结束不能早于开始。'), models.CheckConstraint(condition=models.Q(('period', ''), _negated=True), name='parks_fact_has_a_period', violation_error_message='数字要写明期间。')],
                'indexes': [],
            },
        ),
    ]
