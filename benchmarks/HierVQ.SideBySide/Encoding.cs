using HierVQ.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.SideBySide;

/// <summary>Images to codes.</summary>
internal sealed class Encoding : IWorkload
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly BackboneTokenizerOptions _options;
    private readonly ITrainableTokenizer _network;
    private readonly Tensor _images;

    /// <summary>Makes the network and random images.</summary>
    public Encoding(TokenizerCase tokenizer)
    {
        Name = $"encoding, {tokenizer.Name}";
        _options = tokenizer.Options(false);
        _network = Networks.Tokenizer(_options);
        _images = RandomImages.Make(_options);
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
    public PythonWork Work { get; } = new("encode");

    /// <inheritdoc/>
    public string CheckEqual(PythonWorker python)
    {
        Prepare(python);
        Dictionary<string, Tensor> theirs = python.Outputs(Work);
        using DisposeScope scope = NewDisposeScope();
        return Equal.Codes(Pyramids.Flat(_network.Encode(_images)), Pyramids.Flat(theirs["codes"]));
    }

    /// <inheritdoc/>
    public void Prepare(PythonWorker python)
    {
        python.Load("tokenizer", PythonConfig.Of(_options), PythonConfig.Of(new(0.5, 0.9), _options.LearningRate), _network.Module);
        python.Give(new() { ["images"] = _images });
    }

    /// <inheritdoc/>
    public void Run() => _network.Encode(_images).Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Dispose();
        _scope.Dispose();
    }
}
