using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Modules one after the other. What is between them is disposed on the way where autograd does not keep it.</summary>
        public class Sequential : nn.Module<Tensor, Tensor>
        {
            private readonly List<nn.IModule<Tensor, Tensor>> _steps = [];

            internal Sequential() : base(nameof(Sequential))
            {
            }

            public int Count => _steps.Count;

            [IndexerName("SequentialItems")]
            public nn.IModule<Tensor, Tensor> this[int index] => _steps[index];

            public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
            {
                register_module(name, (nn.Module)module);
                _steps.Add(module);
                return this;
            }

            public Sequential append(nn.IModule<Tensor, Tensor> module) => append(_steps.Count.ToString(), module);

            public override Tensor forward(Tensor tensor)
            {
                if (_steps.Count == 0)
                    return tensor.alias();
                Tensor current = _steps[0].call(tensor);
                for (int i = 1; i < _steps.Count; i++)
                {
                    Tensor before = current;
                    current = _steps[i].call(before);
                    if (!ReferenceEquals(current, before) && !ReferenceEquals(before, tensor))
                        before.Dispose();
                }
                return current;
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Sequential Sequential() => new();

            public static Modules.Sequential Sequential(params Module<Tensor, Tensor>[] modules) =>
                Sequential((IEnumerable<Module<Tensor, Tensor>>)modules);

            public static Modules.Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules)
            {
                Modules.Sequential sequence = new();
                foreach (Module<Tensor, Tensor> module in modules)
                    sequence.append(module);
                return sequence;
            }

            public static Modules.Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules)
            {
                Modules.Sequential sequence = new();
                foreach ((string name, Module<Tensor, Tensor> module) in modules)
                    sequence.append(name, module);
                return sequence;
            }
        }
    }
}
