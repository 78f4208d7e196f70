using HierVQ.Codes;

namespace HierVQ.Training;

/// <summary>What a prior trains on: the code pyramids of images, encoded once.</summary>
public sealed class CodeSet
{
    /// <summary>Makes a set and checks it.</summary>
    /// <param name="layout">The shape of a pyramid.</param>
    /// <param name="codes">rows x codes of a pyramid, flat; each code from 0 up to its own level's codebook size.</param>
    /// <param name="conditions">rows x numbers of a condition (the class of each row, for example), flat, -1 in all of a part for none; null where there is no condition.</param>
    /// <param name="latents">rows x floats an image (the tokenizer's feature maps), for soft labels; or null.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or a code is beyond its codebook.</exception>
    public CodeSet(CodeLayout layout, int[] codes, int[]? conditions = null, float[]? latents = null)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(codes);
        if (codes.Length == 0 || codes.Length % layout.TotalCodes != 0)
            throw new ArgumentException($"{codes.Length} codes are not a whole number of pyramids of {layout.TotalCodes}, or none at all.", nameof(codes));
        (Layout, Codes, Conditions, Latents, Count) = (layout, codes, conditions, latents, codes.Length / layout.TotalCodes);
        if (conditions is not null && (conditions.Length == 0 || conditions.Length % Count != 0))
            throw new ArgumentException($"{conditions.Length} numbers of conditions are not a whole number for each of {Count} rows.", nameof(conditions));
        if (latents is not null && (latents.Length == 0 || latents.Length % Count != 0))
            throw new ArgumentException($"{latents.Length} latents are not a whole number for each of {Count} images.", nameof(latents));
        CheckCodes();
    }

    /// <summary>The shape of a pyramid.</summary>
    public CodeLayout Layout { get; }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>rows x codes of a pyramid, flat.</summary>
    public int[] Codes { get; }

    /// <summary>rows x numbers of a condition, flat; or null.</summary>
    public int[]? Conditions { get; }

    /// <summary>Numbers of one row's condition; 0 without conditions.</summary>
    public int ConditionLength => Conditions is null ? 0 : Conditions.Length / Count;

    /// <summary>rows x floats an image, flat; or null.</summary>
    public float[]? Latents { get; }

    /// <summary>Floats of one image's latents; 0 without latents.</summary>
    public int LatentSize => Latents is null ? 0 : Latents.Length / Count;

    /// <summary>The codes of a row, in pyramid order.</summary>
    public ReadOnlySpan<int> Row(int row) => Codes.AsSpan(row * Layout.TotalCodes, Layout.TotalCodes);

    /// <summary>These rows, then those of another set.</summary>
    /// <exception cref="ArgumentException">The other set has other codes, conditions or latents.</exception>
    internal CodeSet With(CodeSet other)
    {
        if (!other.Layout.Equals(Layout) || other.ConditionLength != ConditionLength || other.LatentSize != LatentSize)
            throw new ArgumentException($"The held-out rows have codes of {other.Layout}, {other.ConditionLength} numbers of conditions and {other.LatentSize} latents; the training rows {Layout}, {ConditionLength} and {LatentSize}.", nameof(other));
        return new CodeSet(Layout, [.. Codes, .. other.Codes], Conditions is null ? null : [.. Conditions, .. other.Conditions!], Latents is null ? null : [.. Latents, .. other.Latents!]);
    }

    private void CheckCodes()
    {
        for (int i = 0; i < Codes.Length; i += Layout.TotalCodes)
        {
            for (int level = 0; level < Layout.Count; level++)
            {
                ReadOnlySpan<int> map = Codes.AsSpan(i + Layout.Offset(level), Layout[level].Count);
                int wrong = map.IndexOfAnyExceptInRange(0, Layout[level].CodebookSize - 1);
                if (wrong >= 0)
                    throw new ArgumentException($"Row {i / Layout.TotalCodes} holds the code {map[wrong]} at level {level}, whose codebook has {Layout[level].CodebookSize}; a prior trains on whole pyramids.", "codes");
            }
        }
    }
}
