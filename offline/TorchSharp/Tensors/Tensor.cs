using System.Runtime.CompilerServices;
using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A tensor of libtorch. Its members are spread over the Tensor.*.cs files by what they do. A missing one is usually two lines: the
    /// operator in Binding/Op.cs, and a method such as <c>public Tensor erf() =&gt; Op.erf.With(this).Tensor();</c> with the signature
    /// that TorchSharp has. An operator in place ends in <c>.InPlace(this)</c>, one with several results in Pair(), Triple() or Tensors().
    /// The same function under torch.* calls the method.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        internal nint handle;
        internal DisposeScope? OwningDisposeScope;
        internal int ScopeSlot;

        internal Tensor(nint handle)
        {
            this.handle = handle;
            DisposeScopeManager.ThreadSingleton.Created(this);
        }

        /// <summary>Takes over the native tensor of another object, and its place in a dispose scope.</summary>
        private protected Tensor(Tensor from)
        {
            handle = from.Handle;
            from.handle = 0;
            GC.SuppressFinalize(from);
            DisposeScope? scope = from.OwningDisposeScope;
            scope?.Remove(from);
            scope?.Add(this);
        }

        ~Tensor() => Dispose(false);

        public nint Handle
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => handle != 0 ? handle : throw Disposed();
        }

        public bool IsInvalid => handle == 0;

        public string? name { get; set; }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (handle == 0)
                return;
            if (disposing)
            {
                DisposeScopeManager.ThreadSingleton.Disposing(this);
                OwningDisposeScope?.Remove(this);
            }
            Native.hvq_free(handle);
            handle = 0;
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is null)
                other?.Attach(this);
            else
                OwningDisposeScope.MoveToOther(other, this);
            return this;
        }

        /// <summary>The same tensor in another object.</summary>
        public Tensor alias() => new(Native.Check(Native.hvq_share(Handle)));

        /// <summary>Whether both have the same shape and the same elements; the operator == compares element by element.</summary>
        public bool Equals(Tensor target) => target is not null && Op.equal.With(this).With(target).Boolean();

        public override bool Equals(object? obj) => obj is Tensor tensor && Equals(tensor);

        public override int GetHashCode() => base.GetHashCode();

        private static InvalidOperationException Disposed() => new("Tensor invalid -- it has been disposed.");
    }
}
