using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    public static class linalg
    {
        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L') => Op.linalg_eigh.With(input).With(UPLO.ToString()).Pair();

        public static Tensor eigvalsh(Tensor input, char UPLO = 'L') => Op.linalg_eigvalsh.With(input).With(UPLO.ToString()).Tensor();
    }
}
