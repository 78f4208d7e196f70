using System.Buffers;
using System.Text.Json;
using static TorchSharp.torch;

namespace HierVQ.Serialization;

/// <summary>
/// The JSON header of a safetensors file: <c>{"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...,
/// "__metadata__": {"key": "text"}}</c>. Whatever is not exactly that is refused.
/// </summary>
internal sealed class SafeTensorsHeader
{
    /// <summary>The format's own cap on the header.</summary>
    public const int MaxLength = 100_000_000;

    /// <summary>libtorch's iterators take no more axes.</summary>
    private const int MaxAxes = 64;

    private const string MetadataKey = "__metadata__";

    private SafeTensorsHeader(IReadOnlyList<SafeTensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        Entries = entries;
        Metadata = metadata;
        DataLength = entries.Count == 0 ? 0 : entries[^1].Offset + entries[^1].Length;
    }

    /// <summary>The tensors in the order of their bytes.</summary>
    public IReadOnlyList<SafeTensorsEntry> Entries { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Bytes after the header.</summary>
    public long DataLength { get; }

    public static SafeTensorsHeader Parse(ReadOnlySpan<byte> json, string source)
    {
        if (json.Length == 0 || json[0] != (byte)'{')
            throw new SafeTensorsException(source, "the header does not begin with '{'; this is not a safetensors file.");
        try
        {
            return new Parser(source).Parse(json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is what the reader says to text that is not UTF-8.
            throw new SafeTensorsException(source, $"the header is not valid JSON: {e.Message}", e);
        }
    }

    public static byte[] Write(IReadOnlyList<SafeTensorsEntry> entries, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(MetadataKey);
                foreach ((string key, string text) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    json.WriteString(key, text);
                json.WriteEndObject();
            }
            foreach (SafeTensorsEntry entry in entries)
            {
                json.WriteStartObject(entry.Name);
                json.WriteString("dtype", SafeTensorsTypes.NameOf(entry.Type));
                json.WriteStartArray("shape");
                foreach (long size in entry.Shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(entry.Offset);
                json.WriteNumberValue(entry.Offset + entry.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        // Blanks bring the data to a multiple of eight bytes, so that a mapped file is aligned.
        buffer.GetSpan(8).Fill((byte)' ');
        buffer.Advance(-buffer.WrittenCount & 7);
        return buffer.WrittenSpan.ToArray();
    }

    private sealed class Parser(string source)
    {
        private readonly List<SafeTensorsEntry> _entries = [];
        private readonly HashSet<string> _names = [];
        private readonly Dictionary<string, string> _metadata = [];

        public SafeTensorsHeader Parse(ReadOnlySpan<byte> text)
        {
            var json = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 3 });
            json.Read();
            while (NextProperty(ref json) is { } name)
            {
                if (!_names.Add(name))
                    throw Fault($"the name {SafeTensorsException.Shown(name)} occurs twice.");
                if (name == MetadataKey)
                    ParseMetadata(ref json);
                else
                    ParseTensor(ref json, name);
            }
            while (json.Read())
            {
                // Blanks may follow; the reader throws at anything else.
            }
            _entries.Sort((left, right) => (left.Offset, left.Length).CompareTo((right.Offset, right.Length)));
            CheckTiling();
            return new SafeTensorsHeader(_entries, _metadata);
        }

        private void CheckTiling()
        {
            long end = 0;
            foreach (SafeTensorsEntry entry in _entries)
            {
                if (entry.Offset != end)
                    throw Fault($"tensor {SafeTensorsException.Shown(entry.Name)} begins at byte {entry.Offset}, {(entry.Offset < end ? "inside the one before" : "leaving a hole")}; expected {end}.");
                end = checked(entry.Offset + entry.Length);
            }
        }

        private void ParseMetadata(ref Utf8JsonReader json)
        {
            Expect(ref json, JsonTokenType.StartObject, MetadataKey);
            while (NextProperty(ref json) is { } key)
            {
                Expect(ref json, JsonTokenType.String, MetadataKey);
                if (!_metadata.TryAdd(key, json.GetString()!))
                    throw Fault($"the metadata key {SafeTensorsException.Shown(key)} occurs twice.");
            }
        }

        private void ParseTensor(ref Utf8JsonReader json, string name)
        {
            string? type = null;
            List<long>? shape = null, offsets = null;
            Expect(ref json, JsonTokenType.StartObject, name);
            while (NextProperty(ref json) is { } property)
            {
                switch (property)
                {
                    case "dtype" when type is null:
                        Expect(ref json, JsonTokenType.String, name);
                        type = json.GetString();
                        break;
                    case "shape" when shape is null:
                        shape = Numbers(ref json, name, MaxAxes);
                        break;
                    case "data_offsets" when offsets is null:
                        offsets = Numbers(ref json, name, 2);
                        break;
                    default:
                        throw Fault($"tensor {SafeTensorsException.Shown(name)} has {SafeTensorsException.Shown(property)} twice, or it is no property of the format.");
                }
            }
            if (type is null || shape is null || offsets is not { Count: 2 })
                throw Fault($"tensor {SafeTensorsException.Shown(name)} needs a dtype, a shape and two data_offsets.");
            _entries.Add(Entry(name, type, shape, offsets[0], offsets[1]));
        }

        private SafeTensorsEntry Entry(string name, string typeName, List<long> shape, long begin, long end)
        {
            if (!SafeTensorsTypes.TryParse(typeName, out ScalarType type))
                throw Fault($"tensor {SafeTensorsException.Shown(name)} has the element type {SafeTensorsException.Shown(typeName)}; known are {SafeTensorsTypes.Names}.");
            long length;
            try
            {
                // A zero anywhere makes it empty, but the other axes must be countable all the same.
                length = shape.Aggregate((long)SafeTensorsTypes.SizeOf(type), (product, size) => checked(product * Math.Max(size, 1)));
            }
            catch (OverflowException e)
            {
                throw new SafeTensorsException(source, $"tensor {SafeTensorsException.Shown(name)} has more elements than can be counted.", e);
            }
            if (shape.Contains(0))
                length = 0;
            if (begin > end || end - begin != length)
                throw Fault($"tensor {SafeTensorsException.Shown(name)} takes {length} bytes by type and shape, but data_offsets say {begin} to {end}.");
            return new SafeTensorsEntry(name, type, shape, begin, length);
        }

        private List<long> Numbers(ref Utf8JsonReader json, string name, int most)
        {
            var numbers = new List<long>();
            Expect(ref json, JsonTokenType.StartArray, name);
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long number) || number < 0)
                    throw Fault($"tensor {SafeTensorsException.Shown(name)} has something other than a whole number of at least 0 among its numbers.");
                if (numbers.Count == most)
                    throw Fault($"tensor {SafeTensorsException.Shown(name)} has more than {most} numbers in a list.");
                numbers.Add(number);
            }
            return numbers;
        }

        private static string? NextProperty(ref Utf8JsonReader json)
        {
            json.Read();
            return json.TokenType == JsonTokenType.EndObject ? null : json.GetString();
        }

        private void Expect(ref Utf8JsonReader json, JsonTokenType type, string name)
        {
            json.Read();
            if (json.TokenType != type)
                throw Fault($"{SafeTensorsException.Shown(name)} has {json.TokenType} where {type} belongs.");
        }

        private SafeTensorsException Fault(string reason) => new(source, reason);
    }
}
