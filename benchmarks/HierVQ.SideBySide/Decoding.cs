using HierVQ.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.SideBySide;

/// <summary>Codes to images.</summary>
internal sealed class Decoding : IWorkload
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly HqVae _network;
    private readonly Tensor _codes;

    /// <summary>Makes the network and random codes.</summary>
    public Decoding(Setting setting)
    {
        _network = Networks.Tokenizer(setting.Tokenizer(restart: false));
        using var generator = new Generator(1);
        _codes = Pyramids.Random(_network.Layout, setting.BatchSize, generator);
    }

    /// <inheritdoc/>
    public string Name => "decoding";

    /// <inheritdoc/>
    public double? Target => null;

    /// <inheritdoc/>
    public int Repetitions => 5;

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
        var options = (HqVaeOptions)_network.Options;
        (int top, int bottom) = (_network.Layout[0].Height, _network.Layout[1].Height);
        python.Load("tokenizer", PythonConfig.Of(options), PythonConfig.Of(new(0.5, 0.9), options.LearningRate), _network);
        python.Give(new()
        {
            ["code_top"] = _codes.narrow(1, 0, top * top).reshape(-1, top, top),
            ["code_bottom"] = _codes.narrow(1, top * top, bottom * bottom).reshape(-1, bottom, bottom),
        });
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
