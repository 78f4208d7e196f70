using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                CheckModuleType(dtype);
                Move(dtype, InitializeDevice(device), non_blocking);
                return this;
            }

            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                Move(null, InitializeDevice(new Device(deviceType, deviceType == DeviceType.CUDA ? deviceIndex : -1)), non_blocking);
                return this;
            }

            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                CheckModuleType(dtype);
                Move(dtype, null, non_blocking);
                return this;
            }

            public Module _to(Tensor other, bool non_blocking)
            {
                _to(other.dtype, non_blocking);
                return _to(other.device_type, other.device_index, non_blocking);
            }

            /// <summary>
            /// As in TorchSharp, a parameter or buffer that has to change becomes a new object, also in the field or property that holds it,
            /// and the old one is disposed. Integers keep their type.
            /// </summary>
            private void Move(ScalarType? dtype, Device? device, bool non_blocking)
            {
                foreach (Module module in _submodules.Values)
                    if (device is null)
                        module._to(dtype!.Value, non_blocking);
                    else if (dtype is null)
                        module._to(device.type, device.index, non_blocking);
                    else
                        module._to(device, dtype.Value, non_blocking);
                foreach (string name in _parametersByName.Keys.ToArray())
                {
                    Parameter before = _parametersByName[name];
                    if (!Changes(before, dtype, device))
                        continue;
                    Parameter after = Moved(before, dtype, device, non_blocking);
                    _parametersByName[name] = after;
                    SetComponent(name, before, after);
                    before.DetachFromDisposeScope().Dispose();
                }
                foreach (string name in _buffersByName.Keys.ToArray())
                {
                    (Tensor before, bool persistent) = _buffersByName[name];
                    if (!Changes(before, dtype, device))
                        continue;
                    Tensor after = before.to(TypeAfter(before, dtype), device ?? before.device, non_blocking: non_blocking).DetachFromDisposeScope();
                    _buffersByName[name] = (after, persistent);
                    SetComponent(name, before, after);
                    before.DetachFromDisposeScope().Dispose();
                }
            }

            private static Parameter Moved(Parameter before, ScalarType? dtype, Device? device, bool non_blocking)
            {
                using IDisposable off = no_grad();
                ScalarType type = TypeAfter(before, dtype);
                Device target = device ?? before.device;
                var after = new Parameter(before.to(type, target, non_blocking: non_blocking), before.requires_grad);
                after.DetachFromDisposeScope();
                using Tensor? grad = before.grad;
                if (grad is not null)
                {
                    using Tensor moved = grad.to(type, target, non_blocking: non_blocking);
                    after.grad = moved;
                }
                return after;
            }

            private void SetComponent(string name, Tensor before, Tensor after)
            {
                foreach (FieldInfo field in ComponentFields())
                    if (ComponentNameAttribute.Of(field) == name && ReferenceEquals(field.GetValue(this), before))
                    {
                        field.SetValue(this, after);
                        return;
                    }
                PropertyInfo? property = GetType().GetProperty(name, BindingFlags.Public | BindingFlags.Instance);
                if (property is { CanWrite: true })
                    property.SetValue(this, after);
            }

            private static ScalarType TypeAfter(Tensor tensor, ScalarType? dtype) =>
                dtype is { } wanted && (tensor.is_floating_point() || tensor.is_complex()) ? wanted : tensor.dtype;

            private static bool Changes(Tensor tensor, ScalarType? dtype, Device? device) =>
                TypeAfter(tensor, dtype) != tensor.dtype
                || device is not null && (device.type != tensor.device_type || device.index >= 0 && device.index != tensor.device_index);

            private static void CheckModuleType(ScalarType dtype)
            {
                if (!is_floating_point(dtype) && !is_complex(dtype))
                    throw new ArgumentException($"A module can be moved to floating-point and complex types only, not to {dtype}.");
            }
        }
    }
}
