using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Ticks.</summary>
internal sealed class TimeSpanCodec : ValueCodec<TimeSpan>
{
    private static readonly NumberCodec<long> Ticks = new(NumberDataViewType.Int64);

    public TimeSpanCodec()
        : base("TimeSpan", TimeSpanDataViewType.Instance)
    {
    }

    public override void Write(BinaryWriter writer, ReadOnlySpan<TimeSpan> values)
    {
        foreach (TimeSpan value in values)
            writer.Write(value.Ticks);
    }

    public override TimeSpan[] Read(BinaryReader reader, int count) => Array.ConvertAll(Ticks.Read(reader, count), t => new TimeSpan(t));
}

/// <summary>Ticks.</summary>
internal sealed class DateTimeCodec : ValueCodec<DateTime>
{
    private static readonly NumberCodec<long> Ticks = new(NumberDataViewType.Int64);

    public DateTimeCodec()
        : base("DateTime", DateTimeDataViewType.Instance)
    {
    }

    public static DateTime FromTicks(long ticks)
    {
        Contracts.CheckDecode(ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks, $"There is no date of {ticks} ticks");
        return new DateTime(ticks);
    }

    public override void Write(BinaryWriter writer, ReadOnlySpan<DateTime> values)
    {
        foreach (DateTime value in values)
            writer.Write(value.Ticks);
    }

    public override DateTime[] Read(BinaryReader reader, int count) => Array.ConvertAll(Ticks.Read(reader, count), FromTicks);
}

/// <summary>All offsets in minutes, then all local clock times in ticks.</summary>
internal sealed class DateTimeOffsetCodec : ValueCodec<DateTimeOffset>
{
    private static readonly NumberCodec<short> Minutes = new(NumberDataViewType.Int16);
    private static readonly NumberCodec<long> Ticks = new(NumberDataViewType.Int64);

    public DateTimeOffsetCodec()
        : base("DateTimeOffset", DateTimeOffsetDataViewType.Instance)
    {
    }

    public override void Write(BinaryWriter writer, ReadOnlySpan<DateTimeOffset> values)
    {
        foreach (DateTimeOffset value in values)
            writer.Write((short)value.Offset.TotalMinutes);
        foreach (DateTimeOffset value in values)
            writer.Write(value.DateTime.Ticks);
    }

    public override DateTimeOffset[] Read(BinaryReader reader, int count)
    {
        short[] minutes = Minutes.Read(reader, count);
        long[] ticks = Ticks.Read(reader, count);
        var values = new DateTimeOffset[count];
        for (int i = 0; i < count; i++)
        {
            try
            {
                values[i] = new DateTimeOffset(DateTimeCodec.FromTicks(ticks[i]), TimeSpan.FromMinutes(minutes[i]));
            }
            catch (ArgumentException ex)
            {
                throw Contracts.ExceptDecode($"There is no date of {ticks[i]} ticks and {minutes[i]} minutes of offset", ex);
            }
        }
        return values;
    }
}

/// <summary>The low and the high half of each id.</summary>
internal sealed class RowIdCodec : ValueCodec<DataViewRowId>
{
    private static readonly NumberCodec<ulong> Halves = new(NumberDataViewType.UInt64);

    public RowIdCodec()
        : base("DataViewRowId", RowIdDataViewType.Instance)
    {
    }

    public override void Write(BinaryWriter writer, ReadOnlySpan<DataViewRowId> values)
    {
        foreach (DataViewRowId value in values)
        {
            writer.Write(value.Low);
            writer.Write(value.High);
        }
    }

    public override DataViewRowId[] Read(BinaryReader reader, int count)
    {
        ulong[] halves = Halves.Read(reader, checked(2 * count));
        var values = new DataViewRowId[count];
        for (int i = 0; i < count; i++)
            values[i] = new DataViewRowId(halves[2 * i], halves[(2 * i) + 1]);
        return values;
    }
}
