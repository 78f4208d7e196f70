using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of one parameter.</summary>
public abstract class OptimizerState
{
    protected Parameter _parameter;

    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    public abstract void Initialize(OptimizerOptions options);

    public abstract void SaveStateDict(BinaryWriter writer);

    public abstract void LoadStateDict(BinaryReader reader);

    public abstract void LoadStateDict(OptimizerState source);

    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    public virtual void to(Device device)
    {
    }

    protected static void SaveConditionalStateTensor(BinaryWriter writer, Tensor? tensor)
    {
        writer.Write(tensor is not null);
        tensor?.Save(writer);
    }

    protected static void LoadConditionalStateTensor(BinaryReader reader, ref Tensor? result, Device device)
    {
        result?.Dispose();
        result = reader.ReadBoolean()
            ? TensorExtensionMethods.Load(reader).to(device, disposeAfter: true).DetachFromDisposeScope()
            : null;
    }

    /// <summary>Zeros like the parameter that no dispose scope frees.</summary>
    private protected Tensor NewZeros() => zeros_like(_parameter).DetachFromDisposeScope();

    private protected Tensor CopyOf(Tensor source) => source.to(_parameter.device, copy: true).DetachFromDisposeScope();

    private protected static void Replace(ref Tensor field, Tensor value)
    {
        field?.Dispose();
        field = value;
    }
}
