using HierVQ.Images;
using Microsoft.ML.Data;

namespace HierVQ;

/// <summary>One image that a generator made.</summary>
public sealed class GeneratedImage : IDisposable
{
    private readonly byte[] _rgb;
    private readonly int[] _codes;
    private MLImage? _image;

    internal GeneratedImage(int size, byte[] rgb, int[] codes, double logLikelihood, ulong seed, string? label)
    {
        _rgb = rgb;
        _codes = codes;
        (Width, Height, LogLikelihood, Seed, Label) = (size, size, logLikelihood, seed, label);
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>RGB bytes, (height, width, 3); gray and the numbers of classes are three equal bytes.</summary>
    public ReadOnlyMemory<byte> Rgb => _rgb;

    /// <summary>The codes, in pyramid order.</summary>
    public ReadOnlyMemory<int> Codes => _codes;

    /// <summary>Log-likelihood in nats that the prior itself gives all codes, kept ones included.</summary>
    public double LogLikelihood { get; }

    /// <summary>Negative log-likelihood of a code in bits.</summary>
    public double BitsPerCode => -LogLikelihood / double.Log(2) / _codes.Length;

    /// <summary>The probability that a rejecting classifier gives the asked label; null where none was asked.</summary>
    public double? Probability { get; internal set; }

    /// <summary>The seed that draws the same image again with the same model and options.</summary>
    public ulong Seed { get; }

    /// <summary>The label that was asked for; null for none.</summary>
    public string? Label { get; }

    /// <summary>As ML.NET's image, which is disposed with this.</summary>
    public MLImage Image => _image ??= ToMLImage();

    /// <summary>As the bytes of a PNG file.</summary>
    public byte[] ToPng() => PngImage.Encode(_rgb, Width, Height);

    /// <summary>Writes a PNG file, which is overwritten.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    public void Save(string path) => File.WriteAllBytes(path, ToPng());

    /// <inheritdoc/>
    public void Dispose()
    {
        _image?.Dispose();
        _image = null;
    }

    /// <summary>A copy as ML.NET's image, which is the caller's.</summary>
    internal MLImage ToMLImage()
    {
        byte[] rgba = new byte[4 * Width * Height];
        for (int from = 0, to = 0; from < _rgb.Length; from += 3, to += 4)
            (rgba[to], rgba[to + 1], rgba[to + 2], rgba[to + 3]) = (_rgb[from], _rgb[from + 1], _rgb[from + 2], byte.MaxValue);
        return MLImage.CreateFromPixels(Width, Height, MLPixelFormat.Rgba32, rgba);
    }
}
