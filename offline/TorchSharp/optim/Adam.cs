using TorchSharp.Binding;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Adam (Kingma and Ba 2015); weight decay is added to the gradient.</summary>
        public class Adam : OptimizerHelper, optim.IBetas
        {
            private readonly Options _defaults;

            public Adam(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08,
                double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
            {
            }

            public Adam(IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08,
                double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            {
                if (lr < 0 || eps < 0 || weight_decay < 0)
                    throw new ArgumentException($"lr ({lr}), eps ({eps}) and weight_decay ({weight_decay}) must not be negative.");
                if (beta1 is < 0 or >= 1 || beta2 is < 0 or >= 1)
                    throw new ArgumentException($"beta1 ({beta1}) and beta2 ({beta2}) must be in [0, 1).");
                _defaults = new Options
                {
                    LearningRate = lr,
                    InitialLearningRate = lr,
                    beta1 = beta1,
                    beta2 = beta2,
                    eps = eps,
                    weight_decay = weight_decay,
                    amsgrad = amsgrad,
                    maximize = maximize,
                };
                foreach (ParamGroup group in parameters)
                    add_param_group(group);
            }

            public (double, double) Betas
            {
                get => (_defaults.beta1!.Value, _defaults.beta2!.Value);
                set => (_defaults.beta1, _defaults.beta2) = value;
            }

            public override Tensor? step(Func<Tensor>? closure = null) => Step<ParamGroup>(closure, group =>
            {
                Options options = group.Options;
                double lr = options.LearningRate!.Value, decay = options.weight_decay!.Value;
                foreach (Parameter parameter in group.Parameters)
                {
                    var state = (State)States[parameter];
                    using Tensor? gradient = parameter.grad;
                    if (gradient is null)
                        continue;
                    Tensor towards = options.maximize!.Value ? gradient.neg() : gradient;
                    if (decay != 0)
                        towards = Op.add_Tensor.With(towards).With(parameter).With(decay).Tensor();
                    AdamUpdate.Apply(parameter, towards, state.exp_avg, state.exp_avg_sq, state.max_exp_avg_sq, ++state.step, lr,
                        options.beta1!.Value, options.beta2!.Value, options.eps!.Value);
                }
            });

            public override void add_param_group(Modules.ParamGroup param_group)
            {
                Options options = (Options?)param_group.Options ?? new Options();
                param_group.Options = options;
                options.LearningRate ??= _defaults.LearningRate;
                options.beta1 ??= _defaults.beta1;
                options.beta2 ??= _defaults.beta2;
                options.eps ??= _defaults.eps;
                options.weight_decay ??= _defaults.weight_decay;
                options.amsgrad ??= _defaults.amsgrad;
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
                public double? beta1;
                public double? beta2;
                public double? weight_decay;
                public double? eps;
                public bool? amsgrad;
                public bool? maximize;

                public override void SaveStateDict(BinaryWriter writer)
                {
                    base.SaveStateDict(writer);
                    writer.Write(beta1!.Value);
                    writer.Write(beta2!.Value);
                    writer.Write(eps!.Value);
                    writer.Write(weight_decay!.Value);
                    writer.Write(amsgrad!.Value);
                    writer.Write(maximize!.Value);
                }

                public override void LoadStateDict(BinaryReader reader)
                {
                    base.LoadStateDict(reader);
                    beta1 = reader.ReadDouble();
                    beta2 = reader.ReadDouble();
                    eps = reader.ReadDouble();
                    weight_decay = reader.ReadDouble();
                    amsgrad = reader.ReadBoolean();
                    maximize = reader.ReadBoolean();
                }

                public override void LoadStateDict(OptimizerOptions source)
                {
                    base.LoadStateDict(source);
                    var other = (Options)source;
                    (beta1, beta2, eps, weight_decay) = (other.beta1, other.beta2, other.eps, other.weight_decay);
                    (amsgrad, maximize) = (other.amsgrad, other.maximize);
                }
            }

            public class ParamGroup : ParamGroup<Options>, optim.IBetas
            {
                public ParamGroup()
                {
                }

                public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options)
                {
                }

                public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999,
                    double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                    : base(parameters, new Options
                    {
                        LearningRate = lr,
                        beta1 = beta1,
                        beta2 = beta2,
                        eps = eps,
                        weight_decay = weight_decay,
                        amsgrad = amsgrad,
                        maximize = maximize,
                    })
                {
                }

                public (double, double) Betas
                {
                    get => (Options.beta1!.Value, Options.beta2!.Value);
                    set => (Options.beta1, Options.beta2) = value;
                }
            }

            /// <summary>The number of steps, and the running means of the gradient and of its square.</summary>
            public sealed class State : OptimizerState, IDisposable
            {
                public long step;
                public Tensor exp_avg = null!;
                public Tensor exp_avg_sq = null!;
                public Tensor max_exp_avg_sq = null!;

                public State(Parameter parameter) : base(parameter)
                {
                }

                public override void Initialize(OptimizerOptions options)
                {
                    step = 0;
                    Replace(ref exp_avg, NewZeros());
                    Replace(ref exp_avg_sq, NewZeros());
                    Replace(ref max_exp_avg_sq, ((Options)options).amsgrad!.Value ? NewZeros() : null!);
                }

                public override void to(Device device)
                {
                    Replace(ref exp_avg, exp_avg.to(device).DetachFromDisposeScope());
                    Replace(ref exp_avg_sq, exp_avg_sq.to(device).DetachFromDisposeScope());
                    if (max_exp_avg_sq is not null)
                        Replace(ref max_exp_avg_sq, max_exp_avg_sq.to(device).DetachFromDisposeScope());
                }

                public override void SaveStateDict(BinaryWriter writer)
                {
                    writer.Write(step);
                    exp_avg.Save(writer);
                    exp_avg_sq.Save(writer);
                    SaveConditionalStateTensor(writer, max_exp_avg_sq);
                }

                public override void LoadStateDict(BinaryReader reader)
                {
                    step = reader.ReadInt64();
                    exp_avg.Load(reader);
                    exp_avg_sq.Load(reader);
                    Tensor? largest = max_exp_avg_sq;
                    LoadConditionalStateTensor(reader, ref largest, exp_avg_sq.device);
                    max_exp_avg_sq = largest!;
                }

                public override void LoadStateDict(OptimizerState source)
                {
                    var other = (State)source;
                    step = other.step;
                    Replace(ref exp_avg, CopyOf(other.exp_avg));
                    Replace(ref exp_avg_sq, CopyOf(other.exp_avg_sq));
                    Replace(ref max_exp_avg_sq, other.max_exp_avg_sq is null ? null! : CopyOf(other.max_exp_avg_sq));
                }

                public override bool ApproximatelyEquals(OptimizerState other) =>
                    other is State state && step == state.step && exp_avg.allclose(state.exp_avg) && exp_avg_sq.allclose(state.exp_avg_sq)
                    && (max_exp_avg_sq is null || max_exp_avg_sq.allclose(state.max_exp_avg_sq));

                public void Dispose()
                {
                    exp_avg.Dispose();
                    exp_avg_sq.Dispose();
                    max_exp_avg_sq?.Dispose();
                }
            }
        }
    }

    public static partial class torch
    {
        public static partial class optim
        {
            public static Modules.Adam Adam(IEnumerable<Modules.Parameter> parameters, double lr = 0.001, double beta1 = 0.9,
                double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Modules.Adam Adam(IEnumerable<(string name, Modules.Parameter parameter)> parameters, double lr = 0.001, double beta1 = 0.9,
                double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters.Select(pair => pair.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Modules.Adam Adam(IEnumerable<Modules.Adam.ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9,
                double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}
