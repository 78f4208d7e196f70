using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Binding;

/// <summary>The functions of native/HierVQTensor.cpp, where each is described.</summary>
internal static unsafe partial class Native
{
    private const string Library = "HierVQTensor";

    [DllImport(Library)] internal static extern byte* hvq_error();
    [DllImport(Library)] internal static extern byte* hvq_version();
    [DllImport(Library)] internal static extern int hvq_device_count(int type);
    [DllImport(Library)] internal static extern int hvq_synchronize(int type, int index);
    [DllImport(Library)] internal static extern int hvq_get_num_threads();
    [DllImport(Library)] internal static extern int hvq_set_num_threads(int count);
    [DllImport(Library)] internal static extern int hvq_get_num_interop_threads();
    [DllImport(Library)] internal static extern int hvq_set_num_interop_threads(int count);
    [DllImport(Library)] internal static extern int hvq_get_allow_tf32(int cudnn);
    [DllImport(Library)] internal static extern int hvq_set_allow_tf32(int cudnn, int value);

    // The pushes take some ten nanoseconds each and never wait: no switch of the garbage collector's mode for them.
    [DllImport(Library)] internal static extern nint hvq_operator(byte* name, byte* overload);
    [DllImport(Library), SuppressGCTransition] internal static extern void hvq_begin();
    [DllImport(Library), SuppressGCTransition] internal static extern void hvq_push_tensor(nint handle);
    [DllImport(Library), SuppressGCTransition] internal static extern void hvq_push_none();
    [DllImport(Library), SuppressGCTransition] internal static extern void hvq_push_int(long value);
    [DllImport(Library), SuppressGCTransition] internal static extern void hvq_push_double(double value);
    [DllImport(Library), SuppressGCTransition] internal static extern void hvq_push_bool(int value);
    [DllImport(Library), SuppressGCTransition] internal static extern void hvq_push_complex(double real, double imaginary);
    [DllImport(Library), SuppressGCTransition] internal static extern void hvq_push_ints(long* values, long count);
    [DllImport(Library), SuppressGCTransition] internal static extern void hvq_push_doubles(double* values, long count);
    [DllImport(Library), SuppressGCTransition] internal static extern void hvq_push_device(int type, int index);
    [DllImport(Library), SuppressGCTransition] internal static extern void hvq_push_generator(nint handle);
    [DllImport(Library)] internal static extern void hvq_push_tensors(nint* handles, long count);
    [DllImport(Library)] internal static extern void hvq_push_optional_tensors(nint* handles, long count);
    [DllImport(Library)] internal static extern void hvq_push_string(byte* text, long length);
    [DllImport(Library)] internal static extern int hvq_call(nint op);
    [DllImport(Library)] internal static extern nint hvq_call_tensor(nint op);
    [DllImport(Library)] internal static extern long hvq_call_results(nint op);
    [DllImport(Library)] internal static extern nint hvq_result_tensor(long index);
    [DllImport(Library)] internal static extern long hvq_result_int(long index);
    [DllImport(Library)] internal static extern double hvq_result_double(long index);
    [DllImport(Library)] internal static extern long hvq_result_tensors(long index, nint* handles, long capacity);
    [DllImport(Library)] internal static extern void hvq_end();

    [DllImport(Library)] internal static extern void hvq_free(nint handle);
    [DllImport(Library)] internal static extern nint hvq_share(nint handle);
    [DllImport(Library), SuppressGCTransition] internal static extern long hvq_dim(nint handle);
    [DllImport(Library), SuppressGCTransition] internal static extern long hvq_numel(nint handle);
    [DllImport(Library), SuppressGCTransition] internal static extern void hvq_sizes(nint handle, long* sizes);
    [DllImport(Library)] internal static extern int hvq_strides(nint handle, long* strides);
    [DllImport(Library), SuppressGCTransition] internal static extern long hvq_storage_offset(nint handle);
    [DllImport(Library), SuppressGCTransition] internal static extern int hvq_dtype(nint handle);
    [DllImport(Library), SuppressGCTransition] internal static extern int hvq_device_type(nint handle);
    [DllImport(Library), SuppressGCTransition] internal static extern int hvq_device_index(nint handle);
    [DllImport(Library), SuppressGCTransition] internal static extern int hvq_is_contiguous(nint handle);
    [DllImport(Library), SuppressGCTransition] internal static extern int hvq_requires_grad(nint handle);
    [DllImport(Library)] internal static extern void* hvq_data(nint handle);

    [DllImport(Library)] internal static extern int hvq_set_requires_grad(nint handle, int value);
    [DllImport(Library)] internal static extern int hvq_is_leaf(nint handle);
    [DllImport(Library)] internal static extern int hvq_retain_grad(nint handle);
    [DllImport(Library)] internal static extern nint hvq_grad(nint handle);
    [DllImport(Library)] internal static extern int hvq_set_grad(nint handle, nint grad);
    [DllImport(Library)]
    internal static extern int hvq_backward(nint* roots, long rootCount, nint* grads, long gradCount,
        nint* inputs, long inputCount, int retainGraph, int createGraph);
    [DllImport(Library)]
    internal static extern int hvq_gradients(nint* outputs, long outputCount, nint* inputs, long inputCount,
        nint* grads, long gradCount, int retainGraph, int createGraph, int allowUnused, nint* results);
    [DllImport(Library), SuppressGCTransition] internal static extern int hvq_grad_enabled();
    [DllImport(Library), SuppressGCTransition] internal static extern void hvq_set_grad_enabled(int enabled);
    [DllImport(Library), SuppressGCTransition] internal static extern int hvq_inference_enabled();
    [DllImport(Library)] internal static extern nint hvq_inference_enter(int enabled);
    [DllImport(Library)] internal static extern void hvq_inference_leave(nint guard);

    [DllImport(Library)] internal static extern nint hvq_generator_default(int type, int index);
    [DllImport(Library)] internal static extern nint hvq_generator_new(ulong seed, int type, int index);
    [DllImport(Library)] internal static extern void hvq_generator_free(nint handle);
    [DllImport(Library)] internal static extern int hvq_generator_set_seed(nint handle, ulong seed);
    [DllImport(Library)] internal static extern ulong hvq_generator_current_seed(nint handle);
    [DllImport(Library)] internal static extern ulong hvq_generator_seed(nint handle);
    [DllImport(Library)] internal static extern nint hvq_generator_get_state(nint handle);
    [DllImport(Library)] internal static extern int hvq_generator_set_state(nint handle, nint state);
    [DllImport(Library)] internal static extern int hvq_manual_seed(ulong seed);

    /// <summary>What the last failed call on this thread told, as the exception that TorchSharp throws for it.</summary>
    internal static ExternalException LastError() => new(Marshal.PtrToStringUTF8((nint)hvq_error()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Check(int status)
    {
        if (status < 0)
            throw LastError();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static nint Check(nint handle) => handle != 0 ? handle : throw LastError();
}
