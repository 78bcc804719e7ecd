import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('programmes', '0002_pair_key'),
    ]

    operations = [
        migrations.CreateModel(
            name='Park',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, unique=True, verbose_name='编号')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('kind', models.CharField(choices=[('co_built', '共建产业园区'), ('provincial_characteristic', '省级特色园区'), ('provincial_pilot', '省级创新试点园区'), ('national', '国家级开发区'), ('other', '其他')], default='co_built', max_length=30, verbose_name='类别')),
                ('form', models.CharField(choices=[('park', '园区'), ('enclave', '产业飞地'), ('science_enclave', '科创飞地'), ('park_in_park', '园中园'), ('science_park', '科技园区'), ('institute', '产业研究院'), ('makerspace', '众创空间'), ('incubator', '科技企业孵化器'), ('town', '小镇'), ('alliance', '联盟'), ('virtual', '总部与基地')], default='park', max_length=20, verbose_name='载体形式')),
                ('level', models.CharField(blank=True, choices=[('province', '省级'), ('city', '设区市'), ('county', '县(市、区)')], max_length=12, verbose_name='层级')),
                ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parks', to='programmes.programme', verbose_name='协作关系')),
                ('pair', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parks', to='programmes.pair', verbose_name='所属结对')),
                ('host_region', models.CharField(blank=True, db_index=True, max_length=20, verbose_name='所在地代码')),
                ('host_name', models.CharField(blank=True, max_length=80, verbose_name='所在地')),
                ('home_region', models.CharField(blank=True, db_index=True, max_length=20, verbose_name='飞出地代码')),
                ('home_name', models.CharField(blank=True, max_length=80, verbose_name='飞出地')),
                ('partners', models.TextField(blank=True, verbose_name='其他合作方')),
                ('direction', models.CharField(blank=True, choices=[('forward', '正向'), ('reverse', '反向')], max_length=8, verbose_name='方向')),
                ('legal_body', models.CharField(blank=True, max_length=120, verbose_name='法人主体')),
                ('sharing_contract', models.CharField(blank=True, max_length=200, verbose_name='分成协议')),
                ('mode', models.CharField(blank=True, choices=[('closed', '封闭式'), ('cooperative', '合作式'), ('open', '开放式')], max_length=12, verbose_name='运作模式')),
                ('governance', models.CharField(blank=True, choices=[('administrative', '行政主导'), ('company', '公司化'), ('mixed', '混合')], max_length=16, verbose_name='管理体制')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='parks.park', verbose_name='所属园区')),
                ('founded_year', models.SmallIntegerField(blank=True, null=True, verbose_name='成立年份')),
                ('planning_start_year', models.SmallIntegerField(blank=True, null=True, verbose_name='规划期开始年份')),
                ('planning_end_year', models.SmallIntegerField(blank=True, null=True, verbose_name='规划期结束年份')),
                ('leading_industries', models.CharField(blank=True, max_length=200, verbose_name='主导产业')),
                ('free_trade_area', models.CharField(blank=True, max_length=120, verbose_name='联动的自贸片区')),
                ('reported_as', models.CharField(blank=True, max_length=120, verbose_name='报道中的称谓')),
                ('source', models.TextField(verbose_name='来源')),
                ('is_published', models.BooleanField(default=False, verbose_name='见于公开报道')),
                ('secrecy', models.CharField(choices=[('public', '公开'), ('internal', '内部'), ('work_secret', '工作秘密'), ('trade_secret', '商业秘密')], default='internal', max_length=12, verbose_name='密级')),
                ('is_made_up', models.BooleanField(default=False, verbose_name='模拟数据')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='版次')),
            ],
            options={
                'verbose_name': '园区',
                'verbose_name_plural': '园区',
                'ordering': ('code',),
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['co_built', 'provincial_characteristic', 'provincial_pilot', 'national', 'other'])), name='parks_park_kind_is_known', violation_error_message='园区类别不在目录中。'), models.CheckConstraint(condition=models.Q(('secrecy__in', ['public', 'internal', 'work_secret', 'trade_secret'])), name='parks_park_secrecy_is_known', violation_error_message='密级只能是公开、内部、工作秘密或商业秘密。'), models.CheckConstraint(condition=models.Q(('host_region', ''), models.Q(('host_region', models.F('home_region')), _negated=True), _connector='OR'), name='parks_park_has_two_places', violation_error_message='所在地与飞出地不能是同一个地区。'), models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='parks_park_is_not_its_own_parent', violation_error_message='园区不能是自己的园中园。'), models.CheckConstraint(condition=models.Q(('planning_start_year__isnull', True), ('planning_end_year__isnull', True), ('planning_end_year__gte', models.F('planning_start_year')), _connector='OR'), name='parks_park_planning_ends_after_start', violation_error_message='规划期的结束年份不能早于开始年份。'), models.CheckConstraint(condition=models.Q(('founded_year__isnull', True), models.Q(('founded_year__gte', 1949), ('founded_year__lte', 2200)), _connector='OR'), name='parks_park_founded_year_is_plausible', violation_error_message='成立年份应在1949到2200之间。')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ParkGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, unique=True, verbose_name='编号')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='led_groups', to='parks.park', verbose_name='主体园区')),
                ('linked_stated', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='文本所称联动家数')),
                ('source', models.TextField(verbose_name='来源')),
                ('note', models.TextField(blank=True, verbose_name='备注')),
                ('is_published', models.BooleanField(default=False, verbose_name='见于公开报道')),
            ],
            options={
                'verbose_name': '园区组',
                'verbose_name_plural': '园区组',
                'ordering': ('code',),
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='GroupMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='parks.parkgroup', verbose_name='园区组')),
                ('park', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='parks.park', verbose_name='园区')),
            ],
            options={
                'verbose_name': '联动园区',
                'verbose_name_plural': '联动园区',
                'ordering': ('group', 'park'),
                'constraints': [models.UniqueConstraint(fields=('group', 'park'), name='parks_member_once', violation_error_message='同一园区在一个组里只能出现一次。')],
                'indexes': [],
            },
        ),
    ]
