using System.Runtime.InteropServices;
using System.Text.Json;
using HierVQ.Priors;
using HierVQ.Serialization;
using HierVQ.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Fixtures;

/// <summary>
/// A reference fixture: configuration and notes in NAME.json, tensors in NAME.safetensors. It remembers which tensors a test has
/// read, so that none can be forgotten. The folder is that of the variable HIERVQ_FIXTURES, where it is set, and the test's own copy
/// otherwise: another set of the same names with other sizes must pass as well.
/// </summary>
internal sealed class Fixture : IDisposable
{
    private readonly string _name;
    private readonly JsonDocument _json;
    private readonly Dictionary<string, Tensor> _tensors;
    private readonly HashSet<string> _unread;

    private Fixture(string name, JsonDocument json, Dictionary<string, Tensor> tensors)
    {
        (_name, _json, _tensors) = (name, json, tensors);
        _unread = [.. tensors.Keys];
    }

    /// <summary>What the network of the fixture was made with.</summary>
    public JsonElement Config => _json.RootElement.GetProperty("config");

    /// <summary>A tensor of the fixture, which counts as read from now on. Neither change nor dispose it.</summary>
    public Tensor this[string name]
    {
        get
        {
            Assert.IsTrue(_tensors.TryGetValue(name, out Tensor? tensor), $"Fixture {_name} has no tensor {name}.");
            _unread.Remove(name);
            return tensor;
        }
    }

    public static Fixture Load(string name)
    {
        string folder = Environment.GetEnvironmentVariable("HIERVQ_FIXTURES") is { Length: > 0 } given
            ? given
            : Path.Combine(AppContext.BaseDirectory, "Fixtures");
        JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, name + ".json")));
        using SafeTensorsReader reader = SafeTensorsReader.Open(Path.Combine(folder, name + ".safetensors"));
        Dictionary<string, Tensor> tensors = reader.ReadAll();
        foreach (Tensor tensor in tensors.Values)
            tensor.DetachFromDisposeScope();
        return new Fixture(name, json, tensors);
    }

    /// <summary>Whether the fixture has a tensor; asking does not read it.</summary>
    public bool Has(string name) => _tensors.ContainsKey(name);

    /// <summary>The names that begin with <paramref name="prefix"/>, without it; asking does not read them.</summary>
    public IReadOnlyList<string> Names(string prefix) =>
        [.. _tensors.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => name[prefix.Length..]).Order(StringComparer.Ordinal)];

    /// <summary>Fills a network with all tensors under the prefixes, by the names that follow these; every name of the network must be there and no other.</summary>
    public void LoadWeights(nn.Module module, params string[] prefixes) => LoadWeights(module, name => name, prefixes);

    /// <summary>Fills a tokenizer with all tensors under the prefixes, as published weights are loaded: by the map from the reference's names to ours.</summary>
    public void Import(ITokenizer tokenizer, params string[] prefixes) => PublishedWeights.Load(tokenizer, Weights(prefixes), _name);

    /// <summary>The same for a prior.</summary>
    public void Import(IPrior prior, params string[] prefixes) => PublishedPriorWeights.Load(prior, Weights(prefixes), _name);

    private MemoryStream Weights(string[] prefixes)
    {
        Dictionary<string, Tensor> weights = prefixes
            .SelectMany(prefix => Names(prefix).Select(name => (Name: name, Tensor: this[prefix + name])))
            .ToDictionary(pair => pair.Name, pair => pair.Tensor);
        var stream = new MemoryStream();
        SafeTensorsWriter.Write(stream, weights);
        stream.Position = 0;
        return stream;
    }

    /// <summary>The same, with the fixture's names translated into the network's.</summary>
    public void LoadWeights(nn.Module module, Func<string, string> rename, params string[] prefixes)
    {
        Dictionary<string, Tensor> weights = prefixes
            .SelectMany(prefix => Names(prefix).Select(name => (Name: rename(name), Tensor: this[prefix + name])))
            .ToDictionary(pair => pair.Name, pair => pair.Tensor);
        using var stream = new MemoryStream();
        SafeTensorsWriter.Write(stream, weights);
        stream.Position = 0;
        ModelWeights.Read(module, stream, _name);
    }

    /// <summary>The tensor must equal the fixture's: integers exactly, numbers within the tolerance that the fixture gives their prefix.</summary>
    public void AssertClose(string name, Tensor actual)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor expected = this[name];
        CollectionAssert.AreEqual(expected.shape, actual.shape, $"{_name}: shape of {name}");
        if (!expected.is_floating_point())
        {
            Assert.AreEqual(expected.dtype, actual.dtype, $"{_name}: type of {name}");
            CollectionAssert.AreEqual(expected.cpu().contiguous().bytes.ToArray(), actual.cpu().contiguous().bytes.ToArray(), $"{_name}: {name}");
            return;
        }
        float[] wanted = Floats(expected), got = Floats(actual);
        JsonElement tolerance = _json.RootElement.GetProperty("tolerance").GetProperty(name[..name.IndexOf('/')]);
        double limit = tolerance.GetProperty("atol").GetDouble()
            + tolerance.GetProperty("rtol").GetDouble() * wanted.Select(Math.Abs).DefaultIfEmpty().Max();
        for (int i = 0; i < wanted.Length; i++)
        {
            // Written so that NaN fails.
            if (!(Math.Abs(got[i] - (double)wanted[i]) <= limit))
                Assert.Fail($"{_name}: {name}[{i}] of {wanted.Length} is {got[i]:R}, expected {wanted[i]:R} within {limit:G3}.");
        }
    }

    /// <summary>The norm of a parameter's gradient must equal the fixture's. Where no gradient arrived, it counts as zero.</summary>
    public void AssertGradientNorm(string name, Tensor parameter)
    {
        using DisposeScope scope = NewDisposeScope();
        AssertClose(name, parameter.grad is { } gradient ? gradient.square().sum().sqrt() : zeros([], dtype: ScalarType.Float32));
    }

    /// <summary>Fails if the fixture holds a tensor that the test has not read.</summary>
    public void AssertAllRead() =>
        Assert.AreEqual("", string.Join(", ", _unread.Order(StringComparer.Ordinal)), $"Tensors of fixture {_name} that the test did not read.");

    public void Dispose()
    {
        foreach (Tensor tensor in _tensors.Values)
            tensor.Dispose();
        _json.Dispose();
    }

    private static float[] Floats(Tensor tensor) =>
        MemoryMarshal.Cast<byte, float>(tensor.detach().to(ScalarType.Float32).cpu().contiguous().bytes).ToArray();
}
