import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0001_initial'),
        ('institutions', '0005_search_in_the_index_by_name'),
        ('submissions', '0003_name_of_the_arrival'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CheckedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('sheet', models.CharField(blank=True, max_length=100, verbose_name='trang tính')),
                ('line', models.PositiveIntegerField(verbose_name='dòng')),
                ('outcome', models.CharField(choices=[('new', 'mới'), ('changed', 'thay đổi'), ('unchanged', 'giữ nguyên'), ('skipped', 'bỏ qua'), ('question', 'cần trả lời'), ('error', 'có lỗi')], max_length=10, verbose_name='kết quả')),
                ('has_warning', models.BooleanField(default=False, verbose_name='cần giải thích')),
                ('text', models.CharField(blank=True, max_length=300, verbose_name='dòng trong tệp')),
                ('detail', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': 'dòng đã kiểm tra',
                'verbose_name_plural': 'dòng đã kiểm tra',
                'ordering': ['batch', 'position'],
            },
        ),
        migrations.CreateModel(
            name='Explanation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('check_code', models.CharField(max_length=40, verbose_name='kiểm tra')),
                ('about', models.CharField(max_length=200, verbose_name='giá trị được giải thích')),
                ('text', models.CharField(max_length=500, verbose_name='giải thích')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='lúc')),
            ],
            options={
                'verbose_name': 'giải thích',
                'verbose_name_plural': 'giải thích',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='KeptFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255, verbose_name='tên tệp')),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField(verbose_name='dung lượng')),
                ('content', models.BinaryField()),
            ],
            options={
                'verbose_name': 'tệp gốc',
                'verbose_name_plural': 'tệp gốc',
                'constraints': [models.UniqueConstraint(fields=('sha256', 'name'), name='kept_once_under_a_name')],
            },
        ),
        migrations.CreateModel(
            name='RememberedColumn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('heading', models.CharField(max_length=200, verbose_name='tiêu đề cột')),
                ('meaning', models.CharField(max_length=60, verbose_name='ý nghĩa')),
                ('at', models.DateTimeField(auto_now=True, verbose_name='lúc')),
            ],
            options={
                'verbose_name': 'tiêu đề cột đã nhớ',
                'verbose_name_plural': 'tiêu đề cột đã nhớ',
            },
        ),
        migrations.CreateModel(
            name='TouchedSubmission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('old_status', models.CharField(blank=True, choices=[('draft', 'đang nhập'), ('submitted', 'đã nộp'), ('returned', 'trả lại để sửa'), ('approved', 'đã duyệt')], max_length=10, verbose_name='từ')),
                ('new_status', models.CharField(choices=[('draft', 'đang nhập'), ('submitted', 'đã nộp'), ('returned', 'trả lại để sửa'), ('approved', 'đã duyệt')], max_length=10, verbose_name='thành')),
                ('published', models.JSONField(default=list)),
            ],
            options={
                'verbose_name': 'báo cáo có dòng trong tệp',
                'verbose_name_plural': 'báo cáo có dòng trong tệp',
            },
        ),
        migrations.AlterModelOptions(
            name='importbatch',
            options={'ordering': ['-sent_at', '-id'], 'verbose_name': 'tệp số liệu', 'verbose_name_plural': 'tệp số liệu'},
        ),
        migrations.RemoveConstraint(
            model_name='figurechange',
            name='change_came_through_a_known_way',
        ),
        migrations.AddField(
            model_name='figurechange',
            name='column',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='cột'),
        ),
        migrations.AddField(
            model_name='figurechange',
            name='submission',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='submissions.submission'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='applied_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='ghi lúc'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='choices',
            field=models.JSONField(default=dict, verbose_name='lựa chọn của người gửi'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='done_rows',
            field=models.PositiveIntegerField(default=0, verbose_name='số dòng đã xử lý'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='report',
            field=models.JSONField(default=dict, verbose_name='kết quả kiểm tra'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='seal',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='stage',
            field=models.CharField(choices=[('waiting', 'chờ kiểm tra'), ('checking', 'đang kiểm tra'), ('checked', 'chờ xác nhận'), ('applying', 'đang ghi'), ('applied', 'đã ghi'), ('undone', 'đã hoàn tác')], default='waiting', max_length=10, verbose_name='giai đoạn'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='stamps',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='status',
            field=models.CharField(blank=True, choices=[('draft', 'đang nhập'), ('submitted', 'đã nộp'), ('returned', 'trả lại để sửa'), ('approved', 'đã duyệt')], max_length=10, verbose_name='tình trạng sau khi nhập'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='undone_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='hoàn tác lúc'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='undone_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='worked_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='xử lý gần nhất lúc'),
        ),
        migrations.AlterField(
            model_name='figurechange',
            name='through',
            field=models.CharField(choices=[('form', 'biểu mẫu'), ('grid', 'bảng nhập'), ('file', 'tệp'), ('command', 'lệnh'), ('undo', 'hoàn tác tệp'), ('sample', 'dữ liệu mẫu')], max_length=10, verbose_name='qua'),
        ),
        migrations.AlterField(
            model_name='importbatch',
            name='rows',
            field=models.PositiveIntegerField(default=0, verbose_name='số dòng'),
        ),
        migrations.AlterField(
            model_name='importbatch',
            name='sent_at',
            field=models.DateTimeField(auto_now_add=True, verbose_name='gửi lúc'),
        ),
        migrations.AlterField(
            model_name='importbatch',
            name='sha256',
            field=models.CharField(db_index=True, max_length=64),
        ),
        migrations.AddConstraint(
            model_name='figurechange',
            constraint=models.CheckConstraint(condition=models.Q(('through__in', ['form', 'grid', 'file', 'command', 'sample', 'undo'])), name='change_came_through_a_known_way'),
        ),
        migrations.AddField(
            model_name='checkedrow',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checked_rows', to='submissions.importbatch'),
        ),
        migrations.AddField(
            model_name='checkedrow',
            name='institution',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution'),
        ),
        migrations.AddField(
            model_name='checkedrow',
            name='reporting_unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.reportingunit'),
        ),
        migrations.AddField(
            model_name='explanation',
            name='batch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='explanations', to='submissions.importbatch'),
        ),
        migrations.AddField(
            model_name='explanation',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='explanation',
            name='institution',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institution'),
        ),
        migrations.AddField(
            model_name='explanation',
            name='measure',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='indicators.measure'),
        ),
        migrations.AddField(
            model_name='explanation',
            name='year',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='explanations', to='submissions.reportingyear'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='file',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='submissions.keptfile'),
        ),
        migrations.AddField(
            model_name='rememberedcolumn',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='touchedsubmission',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='touched', to='submissions.importbatch'),
        ),
        migrations.AddField(
            model_name='touchedsubmission',
            name='submission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='touched_by', to='submissions.submission'),
        ),
        migrations.AddIndex(
            model_name='checkedrow',
            index=models.Index(fields=['batch', 'outcome', 'position'], name='checked_row_by_outcome'),
        ),
        migrations.AddConstraint(
            model_name='checkedrow',
            constraint=models.UniqueConstraint(fields=('batch', 'position'), name='checked_rows_in_one_order'),
        ),
        migrations.AddIndex(
            model_name='explanation',
            index=models.Index(fields=['year', 'institution'], name='explanation_by_institution'),
        ),
        migrations.AddConstraint(
            model_name='explanation',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='explanation_is_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='rememberedcolumn',
            constraint=models.UniqueConstraint(fields=('by', 'heading'), name='one_meaning_per_heading_and_sender'),
        ),
        migrations.AddConstraint(
            model_name='touchedsubmission',
            constraint=models.UniqueConstraint(fields=('batch', 'submission'), name='touched_once_by_a_file'),
        ),
    ]
