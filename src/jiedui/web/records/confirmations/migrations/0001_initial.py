import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('programmes', '0002_pair_key'),
    ]

    operations = [
        migrations.CreateModel(
            name='Matter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pair', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matters', to='programmes.pair', verbose_name='结对')),
                ('object_kind', models.CharField(max_length=40, verbose_name='对象')),
                ('object_key', models.CharField(max_length=200, verbose_name='对象编号')),
                ('aspect', models.CharField(max_length=120, verbose_name='事项')),
                ('park', models.CharField(blank=True, max_length=60, verbose_name='园区')),
                ('organisation', models.CharField(blank=True, max_length=18, verbose_name='单位代码')),
                ('home_region', models.CharField(blank=True, max_length=20, verbose_name='转出地代码')),
                ('host_region', models.CharField(blank=True, max_length=20, verbose_name='承接地代码')),
                ('secrecy', models.CharField(choices=[('public', '公开'), ('internal', '内部'), ('work_secret', '工作秘密'), ('trade_secret', '商业秘密')], default='internal', max_length=12, verbose_name='密级')),
                ('standing', models.CharField(choices=[('one_sided', '单方提出'), ('agreed', '两方一致'), ('beside', '两数并列'), ('disputed', '有争议'), ('settled', '已裁定')], default='one_sided', max_length=10, verbose_name='一致情况')),
                ('awaits', models.CharField(blank=True, choices=[('', '无'), ('supporter', '帮扶方'), ('recipient', '受帮扶方'), ('arbitrator', '仲裁人')], default='', max_length=10, verbose_name='轮到')),
            ],
            options={
                'verbose_name': '共记事项',
                'verbose_name_plural': '共记事项',
                'ordering': ('pair', 'object_kind', 'object_key', 'aspect'),
                'indexes': [models.Index(fields=['pair', 'awaits'], name='confirmations_matter_awaits'), models.Index(fields=['object_kind', 'object_key'], name='confirmations_matter_object')],
                'constraints': [models.UniqueConstraint(fields=('pair', 'object_kind', 'object_key', 'aspect'), name='confirmations_matter_once', violation_error_message='同一结对的同一件事只记一处。'), models.CheckConstraint(condition=models.Q(('standing__in', ['one_sided', 'agreed', 'beside', 'disputed', 'settled'])), name='confirmations_standing_is_known', violation_error_message='一致情况不在清单中。'), models.CheckConstraint(condition=models.Q(('awaits__in', ['', 'supporter', 'recipient', 'arbitrator'])), name='confirmations_awaits_is_known', violation_error_message='“轮到谁”不在清单中。'), models.CheckConstraint(condition=models.Q(('secrecy__in', ['public', 'internal', 'work_secret', 'trade_secret'])), name='confirmations_secrecy_is_known', violation_error_message='密级只能是公开、内部、工作秘密或商业秘密。')],
            },
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('supporter', '帮扶方'), ('recipient', '受帮扶方')], max_length=10, verbose_name='哪一方')),
                ('confirmed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人')),
                ('confirmed_at', models.DateTimeField(verbose_name='确认时间')),
                ('count', models.PositiveIntegerField(verbose_name='件数')),
            ],
            options={
                'verbose_name': '批量确认',
                'verbose_name_plural': '批量确认',
                'ordering': ('-id',),
                'constraints': [models.CheckConstraint(condition=models.Q(('count__gt', 0)), name='confirmations_batch_is_not_empty', violation_error_message='没有选中要确认的事项。')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Declaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='confirmations.matter', verbose_name='共记事项')),
                ('side', models.CharField(choices=[('supporter', '帮扶方'), ('recipient', '受帮扶方')], max_length=10, verbose_name='哪一方')),
                ('answer', models.CharField(choices=[('stated', '提出'), ('confirmed', '确认'), ('beside', '并列')], max_length=10, verbose_name='方式')),
                ('value', models.JSONField(verbose_name='数或日期')),
                ('unit', models.CharField(blank=True, max_length=40, verbose_name='单位')),
                ('definition', models.CharField(blank=True, max_length=400, verbose_name='口径')),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁说的')),
                ('said_at', models.DateTimeField(verbose_name='何时')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='confirmations.declaration', verbose_name='替代')),
                ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='confirmations.declaration', verbose_name='针对')),
                ('batch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='confirmations.batch', verbose_name='批量确认')),
            ],
            options={
                'verbose_name': '说法',
                'verbose_name_plural': '说法',
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('replaces__isnull', True)), fields=('matter', 'side'), name='confirmations_first_declaration_of_a_side', violation_error_message='这一方已经说过；新的说法要替代原来的，不能另起。'), models.CheckConstraint(condition=models.Q(('side__in', ['supporter', 'recipient'])), name='confirmations_side_is_known', violation_error_message='只有帮扶方和受帮扶方两方。'), models.CheckConstraint(condition=models.Q(('answer', 'stated'), ('about__isnull', False), _connector='OR'), name='confirmations_answer_names_what_it_answers', violation_error_message='确认或并列要针对对方的一个说法。'), models.CheckConstraint(condition=models.Q(models.Q(('answer', 'beside'), _negated=True), models.Q(('definition', ''), _negated=True), _connector='OR'), name='confirmations_different_figure_has_a_definition', violation_error_message='提出不同的数要写明口径。'), models.CheckConstraint(condition=models.Q(('replaces__isnull', True), models.Q(('replaces', models.F('id')), _negated=True), _connector='OR'), name='confirmations_does_not_replace_itself', violation_error_message='一个说法不能替代它自己。')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Dispute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='confirmations.matter', verbose_name='共记事项')),
                ('side', models.CharField(choices=[('supporter', '帮扶方'), ('recipient', '受帮扶方')], max_length=10, verbose_name='哪一方提出')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人')),
                ('opened_at', models.DateTimeField(verbose_name='提出时间')),
                ('reason', models.TextField(verbose_name='理由')),
                ('arbitrator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='仲裁人')),
                ('deadline', models.DateField(verbose_name='裁定期限')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='裁定时间')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='裁定人')),
                ('ruling', models.CharField(blank=True, choices=[('supporter', '以帮扶方的说法为准'), ('recipient', '以受帮扶方的说法为准'), ('third', '以裁定的第三个数为准'), ('agreed', '两方自行达成一致')], max_length=10, verbose_name='裁定')),
                ('ruled_value', models.JSONField(blank=True, null=True, verbose_name='裁定的数')),
                ('ruled_unit', models.CharField(blank=True, max_length=40, verbose_name='单位')),
                ('decision', models.TextField(blank=True, verbose_name='裁定理由')),
            ],
            options={
                'verbose_name': '争议',
                'verbose_name_plural': '争议',
                'ordering': ('deadline', 'id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('decided_at__isnull', True)), fields=('matter',), name='confirmations_one_open_dispute', violation_error_message='这件事已经有一个未裁定的争议。'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='confirmations_dispute_has_a_reason', violation_error_message='提出争议要写理由。'), models.CheckConstraint(condition=models.Q(('arbitrator', models.F('opened_by')), _negated=True), name='confirmations_arbitrator_is_somebody_else', violation_error_message='提出争议的人不能自己仲裁。'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), ('ruling', 'agreed'), models.Q(('decided_by', models.F('opened_by')), _negated=True), _connector='OR'), name='confirmations_decided_by_somebody_else', violation_error_message='提出争议的人不能自己裁定。'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('ruling', '')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('ruling__in', ['supporter', 'recipient', 'third', 'agreed']), models.Q(('decision', ''), _negated=True)), _connector='OR'), name='confirmations_decision_is_whole', violation_error_message='裁定要同时写明裁定人、时间、结论和理由。')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='对象')),
                ('key', models.CharField(max_length=200, verbose_name='对象编号')),
                ('as_of', models.DateField(verbose_name='截至')),
                ('content', models.TextField(verbose_name='内容')),
                ('sha256', models.CharField(max_length=64, verbose_name='摘要值')),
                ('secrecy', models.CharField(choices=[('public', '公开'), ('internal', '内部'), ('work_secret', '工作秘密'), ('trade_secret', '商业秘密')], default='internal', max_length=12, verbose_name='密级')),
                ('frozen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='冻结人')),
                ('frozen_at', models.DateTimeField(verbose_name='冻结时间')),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='confirmations.snapshot', verbose_name='更正')),
            ],
            options={
                'verbose_name': '快照',
                'verbose_name_plural': '快照',
                'ordering': ('kind', 'key', 'as_of', 'id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('corrects__isnull', True)), fields=('kind', 'key', 'as_of'), name='confirmations_frozen_once', violation_error_message='同一对象在同一日期只冻结一次；以后的改动要走更正。'), models.CheckConstraint(condition=models.Q(('content', ''), _negated=True), name='confirmations_snapshot_has_content', violation_error_message='没有内容的快照不能保存。')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='confirmations.snapshot', verbose_name='快照')),
                ('content', models.TextField(verbose_name='更正后的内容')),
                ('sha256', models.CharField(max_length=64, verbose_name='摘要值')),
                ('reason', models.TextField(verbose_name='理由')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人')),
                ('proposed_at', models.DateTimeField(verbose_name='提出时间')),
                ('verdict', models.CharField(blank=True, choices=[('', '待复核'), ('accepted', '同意更正'), ('refused', '不同意更正')], default='', max_length=10, verbose_name='复核结论')),
                ('remark', models.TextField(blank=True, verbose_name='复核意见')),
                ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='复核人')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='复核时间')),
            ],
            options={
                'verbose_name': '更正',
                'verbose_name_plural': '更正',
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('checked_at__isnull', True)), fields=('snapshot',), name='confirmations_one_open_correction', violation_error_message='这份快照已经有一个待复核的更正。'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='confirmations_correction_has_a_reason', violation_error_message='更正要写理由。'), models.CheckConstraint(condition=models.Q(('checked_by__isnull', True), models.Q(('checked_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='confirmations_correction_needs_a_second_person', violation_error_message='更正要由另一个人复核。'), models.CheckConstraint(condition=models.Q(models.Q(('checked_at__isnull', True), ('checked_by__isnull', True), ('verdict', '')), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False), ('verdict__in', ('accepted', 'refused'))), _connector='OR'), name='confirmations_check_is_whole', violation_error_message='复核要同时写明复核人、时间和结论。')],
                'indexes': [],
            },
        ),
    ]
