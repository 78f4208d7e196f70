using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual IEnumerable<(string name, Module module)> named_children()
            {
                foreach ((string name, Module module) in _submodules)
                    yield return (name, module);
            }

            public virtual IEnumerable<Module> children() => _submodules.Values;

            /// <summary>The children first, then what is below each of them.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach ((string name, Module module) in _submodules)
                    yield return (name, module);
                foreach ((string name, Module module) in _submodules)
                    foreach ((string below, Module lower) in module.named_modules())
                        yield return ($"{name}.{below}", lower);
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(pair => pair.module);

            /// <summary>Every parameter once, under the first name that leads to it.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<nint> { 0 };
                foreach ((string name, Parameter parameter) in _parametersByName)
                    if (seen.Add(parameter.handle))
                        yield return (name, parameter);
                if (!recurse)
                    yield break;
                foreach ((string name, Module module) in _submodules)
                    foreach ((string below, Parameter parameter) in module.named_parameters(true))
                        if (seen.Add(parameter.handle))
                            yield return ($"{name}.{below}", parameter);
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(pair => pair.parameter);

            /// <summary>As in TorchSharp, a buffer that is not persistent is never listed, whatever `include_nonpersistent` says.</summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<nint> { 0 };
                foreach ((string name, (Tensor buffer, bool persistent)) in _buffersByName)
                    if (persistent && seen.Add(buffer.handle))
                        yield return (name, buffer);
                if (!recurse)
                    yield break;
                foreach ((string name, Module module) in _submodules)
                    foreach ((string below, Tensor buffer) in module.named_buffers(true, include_nonpersistent))
                        if (seen.Add(buffer.handle))
                            yield return ($"{name}.{below}", buffer);
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(pair => pair.buffer);

            public virtual Parameter? get_parameter(string target) =>
                _parametersByName.TryGetValue(target, out Parameter? parameter) ? parameter : Below(target)?.Module.get_parameter(Below(target)!.Value.Path);

            public virtual Tensor? get_buffer(string target) =>
                _buffersByName.TryGetValue(target, out var buffer) ? buffer.Tensor : Below(target)?.Module.get_buffer(Below(target)!.Value.Path);

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            private (Module Module, string Path)? Below(string target)
            {
                int point = target.IndexOf('.');
                return point >= 0 && _submodules.TryGetValue(target[..point], out Module? module) ? (module, target[(point + 1)..]) : null;
            }
        }
    }
}
