using HierVQ.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.SideBySide;

/// <summary>Images to codes.</summary>
internal sealed class Encoding(Setting setting) : IWorkload
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly HqVae _network = Networks.Tokenizer(setting.Tokenizer(restart: false));
    private readonly Tensor _images = RandomImages.Make(setting);

    /// <inheritdoc/>
    public string Name => "encoding";

    /// <inheritdoc/>
    public double? Target => null;

    /// <inheritdoc/>
    public int Repetitions => 5;

    /// <inheritdoc/>
    public PythonWork Work { get; } = new("encode");

    /// <inheritdoc/>
    public string CheckEqual(PythonWorker python)
    {
        Prepare(python);
        Dictionary<string, Tensor> theirs = python.Outputs(Work);
        using DisposeScope scope = NewDisposeScope();
        return Equal.Codes(Pyramids.Flat(_network.Encode(_images)), Pyramids.Flat(cat([theirs["top"].flatten(1), theirs["bottom"].flatten(1)], 1)));
    }

    /// <inheritdoc/>
    public void Prepare(PythonWorker python)
    {
        var options = (HqVaeOptions)_network.Options;
        python.Load("tokenizer", PythonConfig.Of(options), PythonConfig.Of(new(0.5, 0.9), options.LearningRate), _network);
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
