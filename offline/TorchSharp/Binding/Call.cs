using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace TorchSharp.Binding;

/// <summary>
/// A call that is being put together: each With pushes the next argument on the thread's stack, and the last method runs the operator.
/// Nothing may run another operator in between, so arguments are computed before.
/// </summary>
internal readonly unsafe ref struct Call(Operator op)
{
    private readonly Operator _op = op;

    /// <summary>An optional argument that is left out.</summary>
    internal Call None
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Native.hvq_push_none();
            return this;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Call With(torch.Tensor? tensor)
    {
        if (tensor is null)
            return None;
        Native.hvq_push_tensor(tensor.Handle);
        GC.KeepAlive(tensor);
        return this;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Call With(long value)
    {
        Native.hvq_push_int(value);
        return this;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Call With(double value)
    {
        Native.hvq_push_double(value);
        return this;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Call With(bool value)
    {
        Native.hvq_push_bool(value ? 1 : 0);
        return this;
    }

    internal Call With(long? value) => value is { } number ? With(number) : None;

    internal Call With(double? value) => value is { } number ? With(number) : None;

    internal Call With(bool? value) => value is { } truth ? With(truth) : None;

    internal Call With(torch.ScalarType type) => With((long)type);

    internal Call With(torch.ScalarType? type) => type is { } known ? With((long)known) : None;

    internal Call With(torch.Device? device)
    {
        if (device is null)
            return None;
        Native.hvq_push_device((int)device.type, device.index);
        return this;
    }

    internal Call With(Scalar? scalar)
    {
        if (scalar is null)
            return None;
        switch (scalar.Type)
        {
            case torch.ScalarType.Bool:
                return With(scalar.Integer != 0);
            case torch.ScalarType.Int64:
                return With(scalar.Integer);
            case torch.ScalarType.ComplexFloat64:
                Native.hvq_push_complex(scalar.Real, scalar.Imaginary);
                return this;
            default:
                return With(scalar.Real);
        }
    }

    internal Call With(torch.Generator? generator)
    {
        if (generator is null)
            return None;
        Native.hvq_push_generator(generator.Handle);
        GC.KeepAlive(generator);
        return this;
    }

    internal Call With(string? text)
    {
        if (text is null)
            return None;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* first = bytes)
            Native.hvq_push_string(first, bytes.Length);
        return this;
    }

    internal Call With(ReadOnlySpan<long> values)
    {
        fixed (long* first = values)
            Native.hvq_push_ints(first, values.Length);
        return this;
    }

    internal Call With(long[]? values) => values is null ? None : With(values.AsSpan());

    internal Call With(double[]? values)
    {
        if (values is null)
            return None;
        fixed (double* first = values)
            Native.hvq_push_doubles(first, values.Length);
        return this;
    }

    internal Call With(ReadOnlySpan<torch.Tensor> tensors)
    {
        Span<nint> handles = tensors.Length <= 64 ? stackalloc nint[tensors.Length] : new nint[tensors.Length];
        for (int i = 0; i < handles.Length; i++)
            handles[i] = tensors[i].Handle;
        fixed (nint* first = handles)
            Native.hvq_push_tensors(first, handles.Length);
        foreach (torch.Tensor tensor in tensors)
            GC.KeepAlive(tensor);
        return this;
    }

    /// <summary>Tensors that may be absent, one for each dimension, as indexing takes them.</summary>
    internal Call WithIndices(ReadOnlySpan<torch.Tensor?> tensors)
    {
        Span<nint> handles = stackalloc nint[tensors.Length];
        for (int i = 0; i < handles.Length; i++)
            handles[i] = tensors[i]?.Handle ?? 0;
        fixed (nint* first = handles)
            Native.hvq_push_optional_tensors(first, handles.Length);
        foreach (torch.Tensor? tensor in tensors)
            GC.KeepAlive(tensor);
        return this;
    }

    /// <summary>What every operator that makes a tensor from nothing takes at the end: element type, layout, device, pinned memory.</summary>
    internal Call WithOptions(torch.ScalarType? dtype, torch.Device? device) => With(dtype).None.With(device).None;

    /// <summary>Runs an operator whose result is one tensor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal torch.Tensor Tensor()
    {
        nint result = Native.hvq_call_tensor(_op.Handle);
        if (result == 0)
            throw Native.LastError();
        return new torch.Tensor(result);
    }

    /// <summary>Runs an operator that works in place, and gives back the tensor that it changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal torch.Tensor InPlace(torch.Tensor self)
    {
        if (Native.hvq_call(_op.Handle) < 0)
            throw Native.LastError();
        return self;
    }

    internal (torch.Tensor, torch.Tensor) Pair()
    {
        Results();
        nint first = Native.hvq_result_tensor(0), second = Native.hvq_result_tensor(1);
        Native.hvq_end();
        return (new torch.Tensor(first), new torch.Tensor(second));
    }

    internal (torch.Tensor, torch.Tensor, torch.Tensor) Triple()
    {
        Results();
        nint first = Native.hvq_result_tensor(0), second = Native.hvq_result_tensor(1), third = Native.hvq_result_tensor(2);
        Native.hvq_end();
        return (new torch.Tensor(first), new torch.Tensor(second), new torch.Tensor(third));
    }

    /// <summary>Runs an operator whose result is a list of tensors.</summary>
    internal torch.Tensor[] Tensors()
    {
        Results();
        long count = Native.hvq_result_tensors(0, null, 0);
        if (count < 0)
            throw Native.LastError();
        nint[] handles = new nint[count];
        fixed (nint* first = handles)
            Native.hvq_result_tensors(0, first, count);
        Native.hvq_end();
        var tensors = new torch.Tensor[count];
        for (int i = 0; i < tensors.Length; i++)
            tensors[i] = new torch.Tensor(handles[i]);
        return tensors;
    }

    internal bool Boolean() => Integer() != 0;

    internal long Integer()
    {
        Results();
        long value = Native.hvq_result_int(0);
        Native.hvq_end();
        return value;
    }

    internal double Number()
    {
        Results();
        double value = Native.hvq_result_double(0);
        Native.hvq_end();
        return value;
    }

    private void Results()
    {
        if (Native.hvq_call_results(_op.Handle) < 0)
            throw Native.LastError();
    }

    internal Call With(Complex value)
    {
        Native.hvq_push_complex(value.Real, value.Imaginary);
        return this;
    }
}
