using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>Gradients of outputs by inputs, which are returned and not stored. Null for an input that was not used.</summary>
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            nint[] ys = Handles(outputs), xs = Handles(inputs), gs = Handles(grad_outputs ?? []), found = new nint[xs.Length];
            fixed (nint* y = ys, x = xs, g = gs, result = found)
                Native.Check(Native.hvq_gradients(y, ys.Length, x, xs.Length, g, gs.Length, retain_graph || create_graph ? 1 : 0,
                    create_graph ? 1 : 0, allow_unused ? 1 : 0, result));
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            var gradients = new Tensor[found.Length];
            for (int i = 0; i < found.Length; i++)
                gradients[i] = found[i] == 0 ? null! : new Tensor(found[i]);
            return gradients;
        }

        public static void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null,
            bool create_graph = false, IList<Tensor>? inputs = null) =>
            Run(tensors, grad_tensors ?? [], inputs ?? [], retain_graph ?? create_graph, create_graph);

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null,
            bool create_graph = false, IList<Tensor>? inputs = null) =>
            Run([tensor], grad_tensors ?? [], inputs ?? [], retain_graph ?? create_graph, create_graph);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            Run([tensor], [grad_tensor], inputs ?? [], retain_graph ?? create_graph, create_graph);

        internal static unsafe void Run(IList<Tensor> tensors, IList<Tensor> grads, IList<Tensor> inputs, bool retain, bool create)
        {
            nint[] ys = Handles(tensors), gs = Handles(grads), xs = Handles(inputs);
            fixed (nint* y = ys, g = gs, x = xs)
                Native.Check(Native.hvq_backward(y, ys.Length, g, gs.Length, x, xs.Length, retain ? 1 : 0, create ? 1 : 0));
            GC.KeepAlive(tensors);
            GC.KeepAlive(grads);
            GC.KeepAlive(inputs);
        }

        private static nint[] Handles(IList<Tensor> tensors)
        {
            nint[] handles = new nint[tensors.Count];
            for (int i = 0; i < handles.Length; i++)
                handles[i] = tensors[i].Handle;
            return handles;
        }
    }
}
