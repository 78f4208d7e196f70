using System.Text;

namespace Microsoft.ML.Data;

/// <summary>
/// A number from 0 to 1 for each row: drawn in the order of the rows, or, where a column groups rows, the same for rows with the same value
/// in it.
/// </summary>
internal sealed class RowFraction
{
    public const int DefaultSeed = 42;

    private readonly IDataView _data;
    private readonly string _keyColumn;
    private readonly int _seed;

    public RowFraction(IDataView data, string keyColumn, int seed)
    {
        _data = data;
        _keyColumn = keyColumn;
        _seed = seed;
    }

    /// <summary>The rows whose number passes a test.</summary>
    public IDataView Rows(Func<double, bool> test)
    {
        if (_keyColumn is null)
            return new FilterView(_data, _ => Drawn(test), canShuffle: false);
        DataViewSchema.Column column = _data.Schema[_keyColumn];
        return new FilterView(_data, row => Getters.Generic<Func<bool>>(Hashed<int>, column.Type.RawType, row, row.Schema[column.Index], _seed, test), canShuffle: false, column);
    }

    private static Func<bool> Hashed<T>(DataViewRow row, DataViewSchema.Column column, int seed, Func<double, bool> test)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            getter(ref value);
            return test(Fraction(TextOf(value), seed));
        };
    }

    private static string TextOf<T>(T value) => value switch
    {
        System.Collections.IEnumerable vector and not string => string.Join('\u001F', vector.Cast<object>()),
        IFormattable formattable => formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? string.Empty,
    };

    private static double Fraction(string text, int seed)
    {
        // 64-bit FNV-1a, then the finalizer of MurmurHash3, which spreads short texts over all bits.
        ulong hash = 14695981039346656037UL ^ (uint)seed;
        foreach (byte b in Encoding.UTF8.GetBytes(text))
            hash = (hash ^ b) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDUL;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53UL;
        return ((hash ^ (hash >> 33)) >> 11) * (1.0 / (1UL << 53));
    }

    private Func<bool> Drawn(Func<double, bool> test)
    {
        var random = new Random(_seed);
        return () => test(random.NextDouble());
    }
}
