using HierVQ.Images;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

namespace HierVQ.Evaluation;

/// <summary>Goes through two columns of images, both brought to the size and the pixels of the reconstructions.</summary>
internal sealed class ImagePairs : IDisposable
{
    private static readonly ColumnRule ReconstructedRule = new("images of known size (MLImage), as HierDequantize makes them", form => !form.IsVector && form.Item == typeof(MLImage));

    private readonly BadImageCount _skipped;
    private readonly BadImageCount _undecoded;
    private readonly DataViewRowCursor _cursor;
    private readonly ImageInput _original;
    private readonly ImageInput _reconstructed;

    private ImagePairs(IHost host, IDataView data, DataViewSchema.Column original, DataViewSchema.Column reconstructed, CodesColumn? codes, ImageInputSettings settings)
    {
        _skipped = new BadImageCount(host, original.Name);
        _undecoded = new BadImageCount(host, reconstructed.Name);
        _cursor = data.GetRowCursor(codes is null ? [original, reconstructed] : [original, reconstructed, codes.Column]);
        _original = ImageInput.Create(_cursor, original, settings, 1, _skipped);
        _reconstructed = ImageInput.Create(_cursor, reconstructed, settings, 1, _undecoded);
        Usage = codes is null ? null : new UsageSums(_cursor, codes);
    }

    public ReadOnlySpan<byte> Original => _original.Pixels(0);

    public ReadOnlySpan<byte> Reconstructed => _reconstructed.Pixels(0);

    /// <summary>Counts the codes of the rows, where there is a column of them.</summary>
    public UsageSums? Usage { get; }

    /// <summary>Whether either is missing in this row.</summary>
    public bool IsMissing => _original.IsMissing(0) || _reconstructed.IsMissing(0);

    /// <summary>The column of reconstructions.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it holds something else.</exception>
    public static DataViewSchema.Column Find(IDataView data, string name)
    {
        DataViewSchema.Column column = SchemaCheck.Find(data.Schema, name, ReconstructedRule);
        var type = (ImageDataViewType)column.Type;
        return type.Height >= 1 && type.Height == type.Width ? column : throw SchemaCheck.Mismatch(name, ReconstructedRule.Expected, type.ToString());
    }

    public static ImagePairs Open(IHost host, IDataView data, string originalName, DataViewSchema.Column reconstructed, PixelForm form, ImageFit fit, string? codesName)
    {
        DataViewSchema.Column original = SchemaCheck.Find(data.Schema, originalName, ColumnRule.Image);
        CodesColumn? codes = codesName is null ? null : CodesColumn.Find(data.Schema, codesName);
        int size = ((ImageDataViewType)reconstructed.Type).Height;
        return new ImagePairs(host, data, original, reconstructed, codes, new HierQuantizeOptions { Fit = fit, BadImages = BadImages.Skip }.ImageInput(size, form));
    }

    public bool MoveNext()
    {
        if (!_cursor.MoveNext())
            return false;
        foreach (ImageInput image in (ReadOnlySpan<ImageInput>)[_original, _reconstructed])
        {
            image.Read(0);
            image.Prepare(1, out _, CancellationToken.None);
        }
        return true;
    }

    public void Dispose()
    {
        _reconstructed.Dispose();
        _original.Dispose();
        _cursor.Dispose();
        _undecoded.Dispose();
        _skipped.Dispose();
    }
}
