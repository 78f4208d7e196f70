using HierVQ.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.SideBySide;

/// <summary>Codes to images.</summary>
internal sealed class Decoding : IWorkload
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly BackboneTokenizerOptions _options;
    private readonly ITrainableTokenizer _network;
    private readonly Tensor _codes;

    /// <summary>Makes the network and random codes.</summary>
    public Decoding(TokenizerCase tokenizer)
    {
        Name = $"decoding, {tokenizer.Name}";
        _options = tokenizer.Options(false);
        _network = Networks.Tokenizer(_options);
        using var generator = new Generator(1);
        _codes = Pyramids.Random(_network.Layout, _options.BatchSize, generator);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public double? Target => 1.0;

    /// <inheritdoc/>
    public int Repetitions => 5;

    /// <inheritdoc/>
    public bool MeasuresMemory => true;

    /// <inheritdoc/>
    public PythonWork Work { get; } = new("decode");

    /// <inheritdoc/>
    public string CheckEqual(PythonWorker python)
    {
        Prepare(python);
        using DisposeScope scope = NewDisposeScope();
        return Equal.Values(_network.Decode(_codes), python.Outputs(Work)["images"]);
    }

    /// <inheritdoc/>
    public void Prepare(PythonWorker python)
    {
        python.Load("tokenizer", PythonConfig.Of(_options), PythonConfig.Of(new(0.5, 0.9), _options.LearningRate), _network.Module);
        python.Give(new() { ["codes"] = _codes });
    }

    /// <inheritdoc/>
    public void Run() => _network.Decode(_codes).Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Dispose();
        _scope.Dispose();
    }
}
