using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => Native.hvq_requires_grad(Handle) != 0;
            set => Native.Check(Native.hvq_set_requires_grad(Handle, value ? 1 : 0));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public bool is_leaf => Native.hvq_is_leaf(Handle) != 0;

        public void retain_grad() => Native.Check(Native.hvq_retain_grad(Handle));

        /// <summary>The gradient, in an object of its own at each call; null before the first backward.</summary>
        public Tensor? grad
        {
            get
            {
                nint found = Native.hvq_grad(Handle);
                return found == 0 ? null : new Tensor(found);
            }
            set => Native.Check(Native.hvq_set_grad(Handle, value?.Handle ?? 0));
        }

        public void backward() => autograd.Run([this], [], [], false, false);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.Run([this], grad_tensors ?? [], inputs ?? [], retain_graph || create_graph, create_graph);
    }
}
