using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Fields as values. What cannot be parsed is the type's missing value, or its default where it has none.</summary>
internal static class TextParsers
{
    private static readonly HashSet<string> True = new(StringComparer.OrdinalIgnoreCase) { "1", "true", "yes", "t", "y", "+", "+1" };

    public static Func<string, T> Of<T>(PrimitiveDataViewType type, TextLayout layout) => (Func<string, T>)Of(type, layout);

    private static Delegate Of(PrimitiveDataViewType type, TextLayout layout) => type switch
    {
        KeyDataViewType key => Getters.Generic<Delegate>(KeyParser<int>, key.RawType, key.Count),
        TextDataViewType => (Func<string, ReadOnlyMemory<char>>)(t => t.AsMemory()),
        BooleanDataViewType => (Func<string, bool>)(t => True.Contains(t.Trim())),
        _ when type.RawType == typeof(float) => (Func<string, float>)(t => Real(t, layout, float.NaN, s => float.TryParse(s, NumberStyles.Float, CultureInfo.InvariantCulture, out float v) ? v : float.NaN)),
        _ when type.RawType == typeof(double) => (Func<string, double>)(t => Real(t, layout, double.NaN, s => double.TryParse(s, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) ? v : double.NaN)),
        _ => Getters.Generic<Delegate>(Parsable<int>, type.RawType),
    };

    private static T Real<T>(string text, TextLayout layout, T missing, Func<string, T> parse)
        where T : struct
    {
        text = text.Trim();
        if (text.Length == 0)
            return layout.MissingRealsAsNaNs ? missing : default;
        return parse(layout.DecimalMarker == '.' ? text : text.Replace(layout.DecimalMarker, '.'));
    }

    private static Delegate Parsable<T>()
        where T : IParsable<T> => (Func<string, T>)(t => T.TryParse(t, CultureInfo.InvariantCulture, out T value) ? value : default);

    // A key in a text counts from 0, and what lies beyond the key's count is missing; the column's counts from 1.
    private static Delegate KeyParser<T>(ulong count) =>
        (Func<string, T>)(t => (T)Convert.ChangeType(ulong.TryParse(t, CultureInfo.InvariantCulture, out ulong key) && key < count ? key + 1 : 0, typeof(T), CultureInfo.InvariantCulture));
}
