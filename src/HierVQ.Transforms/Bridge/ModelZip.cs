using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using HierVQ.Serialization;
using Microsoft.ML;
using TorchSharp;

namespace HierVQ.Transforms;

/// <summary>
/// What a component writes into its own directory of the model zip: <c>options.json</c>, which people can read, and
/// <c>weights.safetensors</c>. Nothing is pickled and no path is taken from a zip.
/// </summary>
internal static class ModelZip
{
    /// <summary>Raised when what is written changes so that this version could not read it.</summary>
    public const int Format = 1;

    public const string OptionsEntry = "options.json";
    public const string WeightsEntry = "weights.safetensors";

    private const int MaxOptionsLength = 16 << 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        // An option that this version does not know would change what the component does.
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowOutOfOrderMetadataProperties = true,
    };

    /// <param name="ctx">Where to.</param>
    /// <param name="signature">How the component is found again.</param>
    /// <param name="options">Becomes <see cref="OptionsEntry"/>.</param>
    /// <param name="weights">Becomes <see cref="WeightsEntry"/>; null where the component has none of its own.</param>
    public static void Save<TOptions>(ModelSaveContext ctx, ComponentSignature signature, TOptions options, torch.nn.Module? weights)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(signature.VersionInfo);
        ctx.SaveBinaryStream(OptionsEntry, writer => writer.Write(Serialize(options)));
        if (weights is not null)
            ctx.SaveBinaryStream(WeightsEntry, writer => ModelWeights.Write(weights, writer.BaseStream));
    }

    /// <exception cref="FormatException">The entry is missing or damaged, or of a newer format.</exception>
    public static TOptions LoadOptions<TOptions>(ModelLoadContext ctx, ComponentSignature signature)
    {
        ctx.CheckAtModel(signature.VersionInfo);
        string entry = NameOf(ctx, OptionsEntry);
        TOptions? options = default;
        if (!ctx.TryLoadBinaryStream(OptionsEntry, reader => options = Deserialize<TOptions>(ReadAll(reader, entry), entry)))
            throw new FormatException($"The model has no entry '{entry}': it is incomplete. Save the model again.");
        return options!;
    }

    /// <exception cref="FormatException">The entry is missing or damaged, or holds the weights of another network.</exception>
    public static void LoadWeights(ModelLoadContext ctx, torch.nn.Module module)
    {
        string entry = NameOf(ctx, WeightsEntry);
        if (!ctx.TryLoadBinaryStream(WeightsEntry, reader => ModelWeights.Read(module, reader.BaseStream, entry)))
            throw new FormatException($"The model has no entry '{entry}': it is incomplete. Save the model again.");
    }

    /// <summary>Makes what saved options describe; options that make nothing are a damaged entry.</summary>
    public static T Create<T>(ModelLoadContext ctx, Func<T> create)
    {
        try
        {
            return create();
        }
        catch (ArgumentException wrong)
        {
            throw new FormatException($"The entry '{NameOf(ctx, OptionsEntry)}' of the model is damaged: {wrong.Message}", wrong);
        }
    }

    internal static byte[] Serialize<TOptions>(TOptions options)
    {
        var node = new JsonObject { ["format"] = Format };
        foreach ((string name, JsonNode? value) in JsonSerializer.SerializeToNode(options, Json)!.AsObject().ToArray())
            node[name] = value?.DeepClone();
        return JsonSerializer.SerializeToUtf8Bytes(node, Json);
    }

    internal static TOptions Deserialize<TOptions>(byte[] json, string entry)
    {
        try
        {
            JsonObject node = JsonNode.Parse(json) as JsonObject ?? throw new JsonException("it is no JSON object.");
            int format = node["format"]?.GetValue<int>() ?? throw new JsonException("it states no format.");
            if (format > Format)
                throw new FormatException($"The entry '{entry}' of the model is of format {format}, and this version of HierVQ reads up to {Format}: it was saved by a newer one. Update the HierVQ packages.");
            node.Remove("format");
            return node.Deserialize<TOptions>(Json) ?? throw new JsonException("it is empty.");
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"The entry '{entry}' of the model is damaged: {wrong.Message}", wrong);
        }
    }

    private static byte[] ReadAll(BinaryReader reader, string entry)
    {
        byte[] bytes = reader.ReadBytes(MaxOptionsLength + 1);
        return bytes.Length <= MaxOptionsLength
            ? bytes
            : throw new FormatException($"The entry '{entry}' of the model is damaged: it has more than {MaxOptionsLength} bytes.");
    }

    /// <summary>An entry of the component's directory as messages call it.</summary>
    internal static string NameOf(ModelLoadContext ctx, string entry) => string.IsNullOrEmpty(ctx.Directory) ? entry : $"{ctx.Directory.Replace('\\', '/')}/{entry}";
}
