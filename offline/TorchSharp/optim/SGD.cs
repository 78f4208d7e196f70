using TorchSharp.Binding;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Gradient descent, with momentum where it is asked for.</summary>
        public class SGD : OptimizerHelper, optim.IMomentum
        {
            private readonly Options _defaults;

            public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0,
                bool nesterov = false, bool maximize = false)
                : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
            {
            }

            public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0,
                bool nesterov = false, bool maximize = false)
            {
                if (lr < 0 || momentum < 0 || weight_decay < 0)
                    throw new ArgumentException($"lr ({lr}), momentum ({momentum}) and weight_decay ({weight_decay}) must not be negative.");
                if (nesterov && (momentum <= 0 || dampening != 0))
                    throw new ArgumentException("Nesterov's momentum needs a momentum and no dampening.");
                _defaults = new Options
                {
                    LearningRate = lr,
                    InitialLearningRate = lr,
                    momentum = momentum,
                    dampening = dampening,
                    weight_decay = weight_decay,
                    nesterov = nesterov,
                    maximize = maximize,
                };
                foreach (ParamGroup group in parameters)
                    add_param_group(group);
            }

            public double Momentum
            {
                get => _defaults.momentum!.Value;
                set => _defaults.momentum = value;
            }

            public override Tensor? step(Func<Tensor>? closure = null) => Step<ParamGroup>(closure, group =>
            {
                Options options = group.Options;
                double momentum = options.momentum!.Value, decay = options.weight_decay!.Value;
                double rate = options.maximize!.Value ? options.LearningRate!.Value : -options.LearningRate!.Value;
                foreach (Parameter parameter in group.Parameters)
                {
                    var state = (State)States[parameter];
                    using Tensor? gradient = parameter.grad;
                    if (gradient is null)
                        continue;
                    Tensor towards = decay == 0 ? gradient : Op.add_Tensor.With(gradient).With(parameter).With(decay).Tensor();
                    if (momentum != 0)
                    {
                        Tensor velocity = state.Accumulate(towards, momentum, 1 - options.dampening!.Value);
                        towards = options.nesterov!.Value
                            ? Op.add_Tensor.With(towards).With(velocity).With(momentum).Tensor()
                            : velocity;
                    }
                    Op.add__Tensor.With(parameter).With(towards).With(rate).InPlace(parameter);
                }
            });

            public override void add_param_group(Modules.ParamGroup param_group)
            {
                Options options = (Options?)param_group.Options ?? new Options();
                param_group.Options = options;
                options.LearningRate ??= _defaults.LearningRate;
                options.momentum ??= _defaults.momentum;
                options.dampening ??= _defaults.dampening;
                options.weight_decay ??= _defaults.weight_decay;
                options.nesterov ??= _defaults.nesterov;
                options.maximize ??= _defaults.maximize;
                AddGroup(param_group, parameter => new State(parameter));
            }

            protected override void Dispose(bool disposing)
            {
                base.Dispose(disposing);
                if (disposing)
                    DisposeStates();
            }

            public class Options : OptimizerOptions
            {
                public double? momentum;
                public double? dampening;
                public double? weight_decay;
                public bool? nesterov;
                public bool? maximize;

                public override void SaveStateDict(BinaryWriter writer)
                {
                    base.SaveStateDict(writer);
                    writer.Write(momentum!.Value);
                    writer.Write(dampening!.Value);
                    writer.Write(weight_decay!.Value);
                    writer.Write(nesterov!.Value);
                    writer.Write(maximize!.Value);
                }

                public override void LoadStateDict(BinaryReader reader)
                {
                    base.LoadStateDict(reader);
                    momentum = reader.ReadDouble();
                    dampening = reader.ReadDouble();
                    weight_decay = reader.ReadDouble();
                    nesterov = reader.ReadBoolean();
                    maximize = reader.ReadBoolean();
                }

                public override void LoadStateDict(OptimizerOptions source)
                {
                    base.LoadStateDict(source);
                    var other = (Options)source;
                    (momentum, dampening, weight_decay) = (other.momentum, other.dampening, other.weight_decay);
                    (nesterov, maximize) = (other.nesterov, other.maximize);
                }
            }

            public class ParamGroup : ParamGroup<Options>, optim.IMomentum
            {
                public ParamGroup()
                {
                }

                public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options)
                {
                }

                public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double momentum = 0, double dampening = 0,
                    double weight_decay = 0, bool nesterov = false, bool maximize = false)
                    : base(parameters, new Options
                    {
                        LearningRate = lr,
                        momentum = momentum,
                        dampening = dampening,
                        weight_decay = weight_decay,
                        nesterov = nesterov,
                        maximize = maximize,
                    })
                {
                }

                public double Momentum
                {
                    get => Options.momentum!.Value;
                    set => Options.momentum = value;
                }
            }

            /// <summary>The velocity, from the first step with momentum on.</summary>
            public sealed class State : OptimizerState, IDisposable
            {
                public Tensor momentum_buffer = null!;

                public State(Parameter parameter) : base(parameter)
                {
                }

                public override void Initialize(OptimizerOptions options) => Replace(ref momentum_buffer, null!);

                public override void to(Device device)
                {
                    if (momentum_buffer is not null)
                        Replace(ref momentum_buffer, momentum_buffer.to(device).DetachFromDisposeScope());
                }

                public override void SaveStateDict(BinaryWriter writer) => SaveConditionalStateTensor(writer, momentum_buffer);

                public override void LoadStateDict(BinaryReader reader)
                {
                    Tensor? velocity = momentum_buffer;
                    LoadConditionalStateTensor(reader, ref velocity, _parameter.device);
                    momentum_buffer = velocity!;
                }

                public override void LoadStateDict(OptimizerState source)
                {
                    Tensor? velocity = ((State)source).momentum_buffer;
                    Replace(ref momentum_buffer, velocity is null ? null! : CopyOf(velocity));
                }

                public override bool ApproximatelyEquals(OptimizerState other) =>
                    other is State state && (momentum_buffer is null || momentum_buffer.allclose(state.momentum_buffer));

                public void Dispose() => momentum_buffer?.Dispose();

                internal Tensor Accumulate(Tensor gradient, double momentum, double share)
                {
                    if (momentum_buffer is null)
                        return momentum_buffer = gradient.clone().DetachFromDisposeScope();
                    Op.mul__Scalar.With(momentum_buffer).With(momentum).InPlace(momentum_buffer);
                    return Op.add__Tensor.With(momentum_buffer).With(gradient).With(share).InPlace(momentum_buffer);
                }
            }
        }
    }

    public static partial class torch
    {
        public static partial class optim
        {
            public static Modules.SGD SGD(IEnumerable<Modules.Parameter> parameters, double learningRate, double momentum = 0,
                double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            public static Modules.SGD SGD(IEnumerable<(string name, Modules.Parameter parameter)> parameters, double learningRate,
                double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters.Select(pair => pair.parameter), learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            public static Modules.SGD SGD(IEnumerable<Modules.SGD.ParamGroup> parameters, double learningRate, double momentum = 0,
                double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}
