using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HierVQ;

/// <summary>
/// A setting that is one value for every level of the hierarchy or a value a level, coarse to fine:
/// <c>TopK = 256</c>, or <c>TopK = new[] { 256, 512 }</c>. Levels beyond the last value take the last.
/// </summary>
/// <typeparam name="T">The value's type.</typeparam>
[JsonConverter(typeof(PerLevelJsonConverter))]
public readonly struct PerLevel<T> : IEquatable<PerLevel<T>>
{
    private readonly ImmutableArray<T> _values;

    /// <summary>A value a level, coarse to fine; at least one.</summary>
    /// <exception cref="ArgumentException"><paramref name="values"/> is empty.</exception>
    public PerLevel(params ReadOnlySpan<T> values)
    {
        if (values.IsEmpty)
            throw new ArgumentException("A setting a level needs at least one value.", nameof(values));
        _values = [.. values];
    }

    /// <summary>The values as they were given; empty for the default of the type.</summary>
    public ImmutableArray<T> Values => _values.IsDefault ? [] : _values;

    /// <summary>The value of a level, 0 being the top.</summary>
    public T this[int level] => _values.IsDefault ? default! : _values[Math.Min(level, _values.Length - 1)];

    /// <summary>One value for every level.</summary>
    public static implicit operator PerLevel<T>(T value) => new([value]);

    /// <summary>A value a level, coarse to fine.</summary>
    public static implicit operator PerLevel<T>(T[] values) => new(values);

    /// <inheritdoc/>
    public bool Equals(PerLevel<T> other) => Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PerLevel<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Values.Aggregate(0, HashCode.Combine);

    /// <summary>Whether two settings hold the same values.</summary>
    public static bool operator ==(PerLevel<T> left, PerLevel<T> right) => left.Equals(right);

    /// <summary>Whether two settings differ.</summary>
    public static bool operator !=(PerLevel<T> left, PerLevel<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Values);
}

/// <summary>Writes a <see cref="PerLevel{T}"/> as one JSON value or as an array of them.</summary>
internal sealed class PerLevelJsonConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(PerLevel<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Converter<T> : JsonConverter<PerLevel<T>>
    {
        public override PerLevel<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.StartArray
                ? JsonSerializer.Deserialize<T[]>(ref reader, options)!
                : JsonSerializer.Deserialize<T>(ref reader, options)!;

        public override void Write(Utf8JsonWriter writer, PerLevel<T> value, JsonSerializerOptions options)
        {
            if (value.Values.Length == 1)
                JsonSerializer.Serialize(writer, value[0], options);
            else
                JsonSerializer.Serialize(writer, value.Values, options);
        }
    }
}
