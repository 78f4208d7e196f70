using HierVQ.Codes;

namespace HierVQ.Training;

/// <summary>
/// What a prior trains on: the code pyramids of images, encoded once. An image may have several encodings (views): of itself, of its
/// mirror image, of shifted copies; each step sees one of them, so that a prior of few images learns less of them by heart.
/// </summary>
public sealed class CodeSet
{
    /// <summary>Makes a set and checks it.</summary>
    /// <param name="layout">The shape of a pyramid.</param>
    /// <param name="codes">rows x views x codes of a pyramid, flat; each code from 0 up to its own level's codebook size.</param>
    /// <param name="classes">The class of each row, -1 for none; null where nothing is conditioned on a class.</param>
    /// <param name="latents">rows x views x floats an image (the tokenizer's feature maps), for soft labels; or null.</param>
    /// <param name="views">Encodings a row, the row's own image first. At least 1.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or a code is beyond its codebook.</exception>
    public CodeSet(CodeLayout layout, int[] codes, int[]? classes = null, float[]? latents = null, int views = 1)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(codes);
        ArgumentOutOfRangeException.ThrowIfLessThan(views, 1);
        int rowLength = layout.TotalCodes * views;
        if (codes.Length == 0 || codes.Length % rowLength != 0)
            throw new ArgumentException($"{codes.Length} codes are not a whole number of rows of {views} x {layout.TotalCodes}, or none at all.", nameof(codes));
        (Layout, Codes, Classes, Latents, Views, Count) = (layout, codes, classes, latents, views, codes.Length / rowLength);
        if (classes is not null && classes.Length != Count)
            throw new ArgumentException($"There are {classes.Length} classes for {Count} rows.", nameof(classes));
        if (latents is not null && (latents.Length == 0 || latents.Length % (Count * views) != 0))
            throw new ArgumentException($"{latents.Length} latents are not a whole number for each of {Count} x {views} images.", nameof(latents));
        CheckCodes();
    }

    /// <summary>The shape of a pyramid.</summary>
    public CodeLayout Layout { get; }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>Encodings a row.</summary>
    public int Views { get; }

    /// <summary>rows x views x codes of a pyramid, flat.</summary>
    public int[] Codes { get; }

    /// <summary>The class of each row, -1 for none; or null.</summary>
    public int[]? Classes { get; }

    /// <summary>rows x views x floats an image, flat; or null.</summary>
    public float[]? Latents { get; }

    /// <summary>Floats of one image's latents; 0 without latents.</summary>
    public int LatentSize => Latents is null ? 0 : Latents.Length / (Count * Views);

    /// <summary>The codes of one encoding of a row, in pyramid order.</summary>
    public ReadOnlySpan<int> Row(int row, int view = 0) =>
        Codes.AsSpan((row * Views + view) * Layout.TotalCodes, Layout.TotalCodes);

    private void CheckCodes()
    {
        for (int i = 0; i < Codes.Length; i += Layout.TotalCodes)
        {
            for (int level = 0; level < Layout.Count; level++)
            {
                ReadOnlySpan<int> map = Codes.AsSpan(i + Layout.Offset(level), Layout[level].Count);
                int wrong = map.IndexOfAnyExceptInRange(0, Layout[level].CodebookSize - 1);
                if (wrong >= 0)
                    throw new ArgumentException($"Row {i / Layout.TotalCodes / Views} holds the code {map[wrong]} at level {level}, whose codebook has {Layout[level].CodebookSize}; a prior trains on whole pyramids.", "codes");
            }
        }
    }
}
