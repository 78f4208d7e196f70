using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class DataOperationsCatalog
{
    public IDataView FilterRowsByColumn(
        IDataView input, string columnName, double lowerBound = double.NegativeInfinity, double upperBound = double.PositiveInfinity)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckNonEmpty(columnName, nameof(columnName));
        Contracts.CheckParam(lowerBound < upperBound, nameof(upperBound), "Must be greater than lowerBound");
        DataViewSchema.Column column = input.Schema[columnName];
        if (column.Type != NumberDataViewType.Single && column.Type != NumberDataViewType.Double)
            throw Contracts.ExceptSchemaMismatch(nameof(columnName), "filter", columnName, "Single or Double", column.Type.ToString());
        return new FilterView(input, row => InRange(NumberOf(row, column), lowerBound, upperBound), canShuffle: true, column);
    }

    public IDataView FilterRowsByKeyColumnFraction(IDataView input, string columnName, double lowerBound = 0, double upperBound = 1)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckNonEmpty(columnName, nameof(columnName));
        Contracts.CheckParam(lowerBound is >= 0 and <= 1, nameof(lowerBound), "Must be in [0, 1]");
        Contracts.CheckParam(upperBound is >= 0 and <= 1, nameof(upperBound), "Must be in [0, 1]");
        Contracts.CheckParam(lowerBound <= upperBound, nameof(upperBound), "Must be no less than lowerBound");
        DataViewSchema.Column column = input.Schema[columnName];
        if (column.Type is not KeyDataViewType key)
            throw Contracts.ExceptSchemaMismatch(nameof(columnName), "filter", columnName, "KeyType", column.Type.ToString());
        return new FilterView(input, row => InRange(FractionOf(NumberOf(row, column), key.Count), lowerBound, upperBound), canShuffle: true, column);
    }

    // The middle of a key's share of the range from 0 to 1.
    private static Func<double> FractionOf(Func<double> key, ulong count) => () => key() is > 0 and var k ? (k - 0.5) / count : double.NaN;

    private static Func<bool> InRange(Func<double> value, double lower, double upper) => () => value() is var v && v >= lower && v < upper;

    private static Func<double> NumberOf(DataViewRow row, DataViewSchema.Column column) =>
        Getters.Generic<Func<double>>(Typed<int>, column.Type.RawType, row, row.Schema[column.Index]);

    private static Func<double> Typed<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            getter(ref value);
            return Convert.ToDouble(value);
        };
    }
}
