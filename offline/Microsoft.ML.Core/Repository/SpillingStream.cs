namespace Microsoft.ML;

/// <summary>A stream in memory that moves to a temporary file when it grows large.</summary>
internal sealed class SpillingStream : Stream
{
    private const long LargestInMemory = 64L << 20;

    private readonly string _tempFolder;
    private Stream _stream = new MemoryStream();
    private bool _onDisk;

    public SpillingStream(string tempFolder) => _tempFolder = tempFolder;

    public override bool CanRead => _stream.CanRead;

    public override bool CanSeek => _stream.CanSeek;

    public override bool CanWrite => _stream.CanWrite;

    public override long Length => _stream.Length;

    public override long Position
    {
        get => _stream.Position;
        set => _stream.Position = value;
    }

    public override void Flush() => _stream.Flush();

    public override int Read(byte[] buffer, int offset, int count) => _stream.Read(buffer, offset, count);

    public override int Read(Span<byte> buffer) => _stream.Read(buffer);

    public override int ReadByte() => _stream.ReadByte();

    public override long Seek(long offset, SeekOrigin origin) => _stream.Seek(offset, origin);

    public override void SetLength(long value)
    {
        SpillIfLargerThan(value);
        _stream.SetLength(value);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        SpillIfLargerThan(Position + buffer.Length);
        _stream.Write(buffer);
    }

    public override void WriteByte(byte value)
    {
        SpillIfLargerThan(Position + 1);
        _stream.WriteByte(value);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _stream.Dispose();
        base.Dispose(disposing);
    }

    private void SpillIfLargerThan(long length)
    {
        if (_onDisk || length <= LargestInMemory)
            return;
        string path = Path.Combine(_tempFolder, Path.GetRandomFileName());
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        long position = _stream.Position;
        _stream.Position = 0;
        _stream.CopyTo(file);
        file.Position = position;
        _stream.Dispose();
        _stream = file;
        _onDisk = true;
    }
}
