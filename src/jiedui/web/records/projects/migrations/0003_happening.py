import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0002_deciding'),
    ]

    operations = [
        migrations.CreateModel(
            name='StageEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='projects.project', verbose_name='项目')),
                ('stage', models.CharField(choices=[('lead', '线索'), ('signed', '签约'), ('registered', '注册'), ('filed', '立项备案'), ('land', '供地'), ('started', '开工'), ('completed', '竣工'), ('in_production', '投产'), ('at_capacity', '达产'), ('above_scale', '入规'), ('terminated', '终止'), ('transferred', '转让')], max_length=16, verbose_name='阶段')),
                ('on', models.DateField(verbose_name='日期')),
                ('precision', models.CharField(choices=[('day', '日'), ('month', '月'), ('quarter', '季'), ('year', '年')], default='day', max_length=8, verbose_name='日期精度')),
                ('number', models.CharField(blank=True, max_length=120, verbose_name='文号')),
                ('verifier', models.CharField(blank=True, max_length=120, verbose_name='核实人')),
                ('side', models.CharField(blank=True, choices=[('supporter', '帮扶方'), ('recipient', '受帮扶方')], max_length=10, verbose_name='报送方')),
                ('state', models.CharField(choices=[('current', '现行'), ('replaced', '已更正'), ('awaiting', '待第二人复核'), ('refused', '复核未通过')], default='current', max_length=10, verbose_name='状态')),
                ('replaces', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='projects.stageevent', verbose_name='更正的记录')),
                ('reason', models.CharField(blank=True, max_length=400, verbose_name='更正理由')),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='备注')),
                ('recorded_by', models.CharField(max_length=150, verbose_name='记录人')),
                ('recorded_at', models.DateTimeField(verbose_name='记录时间')),
                ('second_by', models.CharField(blank=True, max_length=150, verbose_name='复核人')),
            ],
            options={
                'verbose_name': '阶段记录',
                'verbose_name_plural': '阶段记录',
                'ordering': ('project', 'on', 'id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'current')), fields=('project', 'stage'), name='projects_event_one_current', violation_error_message='这个阶段已经记录；要改日期请用更正。'), models.CheckConstraint(condition=models.Q(('stage__in', ['lead', 'signed', 'registered', 'filed', 'land', 'started', 'completed', 'in_production', 'at_capacity', 'above_scale', 'terminated', 'transferred'])), name='projects_event_stage_is_known', violation_error_message='没有这个阶段。'), models.CheckConstraint(condition=models.Q(('precision__in', ['day', 'month', 'quarter', 'year'])), name='projects_event_precision_is_known', violation_error_message='日期精度只能是日、月、季、年之一。'), models.CheckConstraint(condition=models.Q(('replaces__isnull', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='projects_event_correction_has_a_reason', violation_error_message='更正必须写明理由。'), models.CheckConstraint(condition=models.Q(('second_by', ''), models.Q(('second_by', models.F('recorded_by')), _negated=True), _connector='OR'), name='projects_event_second_person_is_another', violation_error_message='复核人不能是记录人本人。')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Due',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dues', to='projects.project', verbose_name='项目')),
                ('stage', models.CharField(choices=[('lead', '线索'), ('signed', '签约'), ('registered', '注册'), ('filed', '立项备案'), ('land', '供地'), ('started', '开工'), ('completed', '竣工'), ('in_production', '投产'), ('at_capacity', '达产'), ('above_scale', '入规'), ('terminated', '终止'), ('transferred', '转让')], max_length=16, verbose_name='阶段')),
                ('on', models.DateField(verbose_name='约定日期')),
                ('precision', models.CharField(choices=[('day', '日'), ('month', '月'), ('quarter', '季'), ('year', '年')], default='day', max_length=8, verbose_name='日期精度')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='依据')),
            ],
            options={
                'verbose_name': '约定日期',
                'verbose_name_plural': '约定日期',
                'ordering': ('project', 'on', 'id'),
                'constraints': [models.UniqueConstraint(fields=('project', 'stage'), name='projects_due_once', violation_error_message='同一阶段只能有一个约定日期。'), models.CheckConstraint(condition=models.Q(('stage__in', ['lead', 'signed', 'registered', 'filed', 'land', 'started', 'completed', 'in_production', 'at_capacity', 'above_scale', 'terminated', 'transferred'])), name='projects_due_stage_is_known', violation_error_message='没有这个阶段。')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Money',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='money', to='projects.project', verbose_name='项目')),
                ('number', models.PositiveIntegerField(verbose_name='序号')),
                ('kind', models.CharField(choices=[('promised', '签约承诺'), ('registered', '注册资本'), ('paid_in', '到位资金'), ('spent', '完成投资')], max_length=12, verbose_name='口径')),
                ('amount_minor', models.BigIntegerField(verbose_name='金额(分)')),
                ('equipment_minor', models.BigIntegerField(blank=True, null=True, verbose_name='其中设备(分)')),
                ('currency', models.CharField(default='CNY', max_length=3, verbose_name='币种')),
                ('on', models.DateField(verbose_name='日期')),
                ('precision', models.CharField(choices=[('day', '日'), ('month', '月'), ('quarter', '季'), ('year', '年')], default='day', max_length=8, verbose_name='日期精度')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='佐证')),
                ('side', models.CharField(blank=True, choices=[('supporter', '帮扶方'), ('recipient', '受帮扶方')], max_length=10, verbose_name='报送方')),
                ('is_current', models.BooleanField(default=True, verbose_name='现行')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='correction', to='projects.money', verbose_name='更正的记录')),
                ('reason', models.CharField(blank=True, max_length=400, verbose_name='更正理由')),
                ('recorded_by', models.CharField(max_length=150, verbose_name='记录人')),
                ('recorded_at', models.DateTimeField(verbose_name='记录时间')),
            ],
            options={
                'verbose_name': '资金',
                'verbose_name_plural': '资金',
                'ordering': ('project', 'kind', 'on', 'number'),
                'constraints': [models.UniqueConstraint(fields=('project', 'number'), name='projects_money_number_once', violation_error_message='同一项目的资金序号不能重复。'), models.CheckConstraint(condition=models.Q(('kind__in', ['promised', 'registered', 'paid_in', 'spent'])), name='projects_money_kind_is_known', violation_error_message='口径只能是签约承诺、注册资本、到位资金、完成投资之一。'), models.CheckConstraint(condition=models.Q(('currency__in', ['CNY', 'EUR', 'GBP', 'HKD', 'JPY', 'KRW', 'SGD', 'TWD', 'USD'])), name='projects_money_currency_is_known', violation_error_message='没有这个币种；请用三个字母的代码，如 CNY、USD。'), models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='projects_money_is_positive', violation_error_message='金额必须大于0；要减少请用更正。'), models.CheckConstraint(condition=models.Q(('equipment_minor__isnull', True), models.Q(('equipment_minor__gte', 0), ('equipment_minor__lte', models.F('amount_minor'))), _connector='OR'), name='projects_money_equipment_within', violation_error_message='其中设备不能超过总额。'), models.CheckConstraint(condition=models.Q(('replaces__isnull', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='projects_money_correction_has_a_reason', violation_error_message='更正必须写明理由。')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='projects.project', verbose_name='项目')),
                ('kind', models.CharField(choices=[('electricity', '用电量'), ('insured', '参保人数'), ('tax', '入库税收'), ('value_added', '增加值'), ('jobs', '在岗人数'), ('local_jobs', '其中本地')], max_length=12, verbose_name='内容')),
                ('period', models.CharField(max_length=7, verbose_name='期间')),
                ('value', models.BigIntegerField(verbose_name='数值')),
                ('unit', models.CharField(max_length=10, verbose_name='单位')),
                ('source', models.CharField(max_length=200, verbose_name='来源')),
                ('recorded_by', models.CharField(max_length=150, verbose_name='记录人')),
                ('recorded_at', models.DateTimeField(verbose_name='记录时间')),
            ],
            options={
                'verbose_name': '运行数据',
                'verbose_name_plural': '运行数据',
                'ordering': ('project', 'kind', 'period'),
                'constraints': [models.UniqueConstraint(fields=('project', 'kind', 'period'), name='projects_reading_once', violation_error_message='同一期间的同一项运行数据只能有一个。'), models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='projects_reading_not_negative', violation_error_message='运行数据不能为负。'), models.CheckConstraint(condition=models.Q(('kind__in', ['electricity', 'insured', 'jobs', 'local_jobs', 'tax', 'value_added'])), name='projects_reading_kind_is_known', violation_error_message='没有这一项运行数据。')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='projects.project', verbose_name='项目')),
                ('on', models.DateField(verbose_name='日期')),
                ('kind', models.CharField(choices=[('visit', '考察'), ('docking', '对接'), ('negotiation', '洽谈'), ('follow_up', '跟进')], max_length=12, verbose_name='方式')),
                ('text', models.CharField(max_length=400, verbose_name='内容')),
                ('blocker', models.CharField(blank=True, max_length=200, verbose_name='卡在')),
                ('mover', models.CharField(blank=True, choices=[('supporter', '帮扶方'), ('recipient', '受帮扶方'), ('park', '园区管委会'), ('firm', '企业'), ('lead_office', '省协调办')], max_length=12, verbose_name='轮到')),
                ('move_by_on', models.DateField(blank=True, null=True, verbose_name='应办日期')),
                ('side', models.CharField(blank=True, choices=[('supporter', '帮扶方'), ('recipient', '受帮扶方')], max_length=10, verbose_name='记录方')),
                ('recorded_by', models.CharField(max_length=150, verbose_name='记录人')),
                ('recorded_at', models.DateTimeField(verbose_name='记录时间')),
            ],
            options={
                'verbose_name': '联系记录',
                'verbose_name_plural': '联系记录',
                'ordering': ('project', 'on', 'id'),
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='projects_contact_says_something', violation_error_message='联系记录必须有内容。'), models.CheckConstraint(condition=models.Q(('kind__in', ['visit', 'docking', 'negotiation', 'follow_up'])), name='projects_contact_kind_is_known', violation_error_message='方式只能是考察、对接、洽谈、跟进之一。')],
                'indexes': [],
            },
        ),
    ]
