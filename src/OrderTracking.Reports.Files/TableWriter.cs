using System.IO.Compression;
using System.Text;
using CsvHelper;
using DocumentFormat.OpenXml;
using OrderTracking.Application.Reports;
using S = DocumentFormat.OpenXml.Spreadsheet;

namespace OrderTracking.Reports.Files;

/// <summary>
/// Lists as CSV and workbooks, written while their rows are read. Both are made in a buffer that is emptied into the stream after so many
/// rows, because the writers of the two formats write synchronously.
/// </summary>
public sealed class TableWriter : ITableWriter
{
    private const int RowsPerFlush = 500;

    public Task Write(
        Stream stream, ReportFormat format, Heading heading, IReadOnlyList<Column> columns, IAsyncEnumerable<IReadOnlyList<object?>> rows,
        CancellationToken cancellationToken) => format switch
        {
            ReportFormat.Csv => WriteCsv(stream, columns, rows, cancellationToken),
            ReportFormat.Xlsx => WriteXlsx(stream, heading, columns, rows, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };

    private static async Task WriteCsv(
        Stream stream, IReadOnlyList<Column> columns, IAsyncEnumerable<IReadOnlyList<object?>> rows, CancellationToken cancellationToken)
    {
        using var buffer = new EmptiedBuffer(stream);
        using (var csv = CsvWriter.Create(buffer, CsvFile.Rules, leaveOpen: true))
        {
            CsvFile.Line(csv, columns.Select(column => CsvFile.Of(column.Heading)));
            var written = 0;
            await foreach (var cells in rows.WithCancellation(cancellationToken))
            {
                CsvFile.Line(csv, columns.Zip(cells, (column, cell) => CsvFile.Of(column.Kind, cell)));
                if (++written % RowsPerFlush != 0) continue;
                csv.Flush();
                await buffer.Empty(cancellationToken);
            }
        }
        await buffer.Empty(cancellationToken);
    }

    private static async Task WriteXlsx(
        Stream stream, Heading heading, IReadOnlyList<Column> columns, IAsyncEnumerable<IReadOnlyList<object?>> rows,
        CancellationToken cancellationToken)
    {
        using var buffer = new EmptiedBuffer(stream);
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in XlsxParts.Around(heading))
                using (var part = new StreamWriter(zip.CreateEntry(name, CompressionLevel.Fastest).Open(), new UTF8Encoding(false)))
                    part.Write(content);
            using var sheet = OpenXmlWriter.Create(zip.CreateEntry(XlsxParts.Sheet, CompressionLevel.Fastest).Open(), Encoding.UTF8);
            sheet.WriteStartElement(new S.Worksheet());
            sheet.WriteElement(XlsxSheet.FrozenHeadings());
            sheet.WriteElement(new S.Columns(columns.Select((column, index) => new S.Column
            {
                Min = (uint)index + 1, Max = (uint)index + 1, Width = XlsxParts.Width(column.Kind), CustomWidth = true,
            })));
            sheet.WriteStartElement(new S.SheetData());
            sheet.WriteElement(XlsxSheet.Headings(columns));
            var number = 1;
            await foreach (var cells in rows.WithCancellation(cancellationToken))
            {
                sheet.WriteElement(XlsxSheet.Row(columns, cells, ++number));
                if (number % RowsPerFlush == 0) await buffer.Empty(cancellationToken);
            }
            sheet.WriteEndElement();
            sheet.WriteEndElement();
        }
        await buffer.Empty(cancellationToken);
    }

    /// <summary>Takes what is written synchronously until it is emptied into the stream. It cannot seek, so a ZIP streams.</summary>
    private sealed class EmptiedBuffer(Stream stream) : Stream
    {
        private readonly MemoryStream bytes = new();

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public async Task Empty(CancellationToken cancellationToken)
        {
            await stream.WriteAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), cancellationToken);
            bytes.SetLength(0);
        }

        public override void Write(byte[] buffer, int offset, int count) => bytes.Write(buffer, offset, count);

        public override void Write(ReadOnlySpan<byte> buffer) => bytes.Write(buffer);

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            bytes.Dispose();
            base.Dispose(disposing);
        }
    }
}
