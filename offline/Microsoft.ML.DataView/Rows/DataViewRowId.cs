namespace Microsoft.ML.Data;

/// <summary>A 128-bit name of a row that stays with it however rows are shuffled or handed out to cursors.</summary>
public readonly struct DataViewRowId : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    public readonly ulong Low;

    public readonly ulong High;

    public DataViewRowId(ulong low, ulong high)
    {
        Low = low;
        High = high;
    }

    public DataViewRowId Fork() => Mixed(0x9E3779B97F4A7C15UL, 0xD1B54A32D192ED03UL);

    public DataViewRowId Next() => Mixed(0xBF58476D1CE4E5B9UL, 0x94D049BB133111EBUL);

    public DataViewRowId Combine(DataViewRowId other) => Mixed(other.Low, other.High);

    public int CompareTo(DataViewRowId other)
    {
        int order = High.CompareTo(other.High);
        return order != 0 ? order : Low.CompareTo(other.Low);
    }

    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    public override bool Equals(object obj) => obj is DataViewRowId other && Equals(other);

    public override int GetHashCode() => (int)(Low ^ (Low >> 32) ^ High ^ (High >> 32));

    public override string ToString() => $"{High:x16}{Low:x16}";

    // Twice the finalizer of 64-bit MurmurHash3, crossed, so that neighbouring ids end far apart.
    private DataViewRowId Mixed(ulong low, ulong high)
    {
        ulong l = Finish(Low + Finish(low) + 1), h = Finish(High ^ Finish(high + l));
        return new DataViewRowId(l + h, Finish(h + l) ^ l);
    }

    private static ulong Finish(ulong k)
    {
        k ^= k >> 33;
        k *= 0xFF51AFD7ED558CCDUL;
        k ^= k >> 33;
        k *= 0xC4CEB9FE1A85EC53UL;
        return k ^ (k >> 33);
    }
}
