using System.Runtime.CompilerServices;
using System.Text;

namespace TorchSharp.Binding;

/// <summary>
/// One operator of libtorch, named as in its schema: `add` with the overload `Tensor`. It is looked up at its first call.
/// To bind another: add a field to Op.cs and call it with its arguments in the schema's order, such as
/// <c>Op.lerp_Tensor.With(this).With(end).With(weight).Tensor()</c>; what is left out at the end takes the schema's defaults.
/// </summary>
internal sealed unsafe class Operator(string name, string overload = "")
{
    private nint _handle;
    private bool _missing;

    internal nint Handle
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _handle != 0 ? _handle : Find();
    }

    /// <summary>False where the libtorch at hand is too old or too new for it.</summary>
    internal bool Exists
    {
        get
        {
            if (_handle == 0 && !_missing)
                _missing = (_handle = Lookup()) == 0;
            return _handle != 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Call Begin()
    {
        Native.hvq_begin();
        return new Call(this);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Call With(torch.Tensor? tensor) => Begin().With(tensor);

    private nint Find() => _handle = Native.Check(Lookup());

    private nint Lookup()
    {
        fixed (byte* n = Encoding.UTF8.GetBytes(name + '\0'), o = Encoding.UTF8.GetBytes(overload + '\0'))
            return Native.hvq_operator(n, o);
    }
}
