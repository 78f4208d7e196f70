using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// Something with parameters, buffers and submodules, each under a name: a registered one, or a field that RegisterComponents finds.
        /// </summary>
        public partial class Module : IDisposable
        {
            private readonly OrderedDictionary<string, Module> _submodules = [];
            private readonly OrderedDictionary<string, Parameter> _parametersByName = [];
            private readonly OrderedDictionary<string, (Tensor Tensor, bool Persistent)> _buffersByName = [];
            private readonly string _name;
            private bool _training = true;
            private bool _disposed;

            protected Module(string name) => _name = name;

            public virtual string GetName() => _name;

            public virtual bool training => _training;

            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (Module module in _submodules.Values)
                    module.train(train);
            }

            public virtual void eval() => train(false);

            public virtual Module apply(Action<Module> fn)
            {
                foreach (Module module in _submodules.Values)
                    module.apply(fn);
                fn(this);
                return this;
            }

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach ((_, Parameter parameter) in named_parameters())
                {
                    using Tensor? grad = parameter.grad;
                    if (grad is null)
                        continue;
                    if (set_to_none)
                        parameter.grad = null;
                    else
                        grad.zero_();
                }
            }

            public void Dispose()
            {
                if (_disposed)
                    return;
                _disposed = true;
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Disposes what is registered here, and all submodules.</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                    return;
                foreach ((Tensor buffer, _) in _buffersByName.Values)
                    buffer.DetachFromDisposeScope().Dispose();
                foreach (Parameter parameter in _parametersByName.Values)
                    parameter.DetachFromDisposeScope().Dispose();
                foreach (Module module in _submodules.Values)
                    module.Dispose();
            }
        }
    }
}
