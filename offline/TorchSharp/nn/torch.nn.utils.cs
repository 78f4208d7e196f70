using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Scales all gradients down together where their norm is above max_norm. Returns the norm before.</summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using IDisposable off = no_grad();
                using DisposeScope scope = NewDisposeScope();
                var gradients = new List<Tensor>();
                var norms = new List<Tensor>();
                foreach (Parameter parameter in tensors)
                {
                    if (parameter.grad is not { } gradient)
                        continue;
                    gradients.Add(gradient);
                    norms.Add(gradient.norm((float)norm_type));
                }
                if (gradients.Count == 0)
                    return 0;
                double total = stack(norms).norm((float)norm_type).ToDouble();
                double factor = max_norm / (total + 1e-6);
                if (factor < 1)
                    foreach (Tensor gradient in gradients)
                        gradient.mul_(factor);
                return total;
            }

            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using IDisposable off = no_grad();
                foreach (Parameter parameter in tensors)
                {
                    using Tensor? gradient = parameter.grad;
                    gradient?.clamp_(-clip_value, clip_value);
                }
            }
        }
    }
}
