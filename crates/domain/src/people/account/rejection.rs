//! Every lawful no of an account and its sessions.

use crate::rejection::rejections;

rejections! {
    /// Name and password do not fit, or the account is locked or closed: one answer for all, so
    /// that nobody learns which names exist.
    SignInFailed "SIGN_IN_FAILED"
        => "用户名、密码或动态口令不正确,或账号已被锁定、停用。", "User name, password or one-time code is wrong, or the account is locked or closed.";
           "连续失败 5 次将锁定 30 分钟;忘记密码请联系系统管理员。", "Five failures lock an account for 30 minutes; the system administrator can set a new password.";
    /// Too many sign-ins have failed from where this one comes; nothing was looked at.
    TooManyFailures "TOO_MANY_FAILURES" { minutes: i64 }
        => "所在网络登录失败次数过多,{minutes} 分钟内不再受理。", "Too many sign-ins have failed from this network; none is looked at for up to {minutes} minutes.";
           "请稍后再试;多人共用出口地址的,请管理员调整 session.address_failures。", "Wait and try again; where many share an address, the operator can raise session.address_failures.";
    /// The one-time code is wrong, or was used already.
    CodeWrong "CODE_WRONG" on "code"
        => "动态口令不正确或已使用。", "The one-time code is wrong or was used already.";
           "请输入身份验证器当前显示的 6 位数字。", "Enter the six digits that the authenticator shows now.";
    /// There is no secret that waits for its confirmation.
    FactorNotOffered "FACTOR_NOT_OFFERED"
        => "没有待确认的动态口令密钥。", "There is no second factor that waits to be confirmed.";
           "请先用 enrolSecondFactor 取得密钥。", "Ask for one with `enrolSecondFactor` first.";
    /// There is a second factor already.
    FactorInPlace "FACTOR_IN_PLACE"
        => "动态口令已启用。", "The second factor is in place already.";
           "更换设备请联系系统管理员重置。", "To change the device, ask the system administrator to reset it.";
    /// The refresh token is unknown, spent, expired, or its sign-in was ended.
    SessionEnded "SESSION_ENDED" on "refreshToken"
        => "登录已失效。", "The session has ended.";
           "请重新登录。", "Sign in again.";
    /// The password given as the present one is not.
    PasswordWrong "PASSWORD_WRONG" on "currentPassword"
        => "当前密码不正确。", "The current password is wrong.";
           "请输入当前密码。", "Enter the password you signed in with.";
    /// The new password is the old one.
    PasswordUnchanged "PASSWORD_UNCHANGED" on "newPassword"
        => "新密码与当前密码相同。", "The new password is the current one.";
           "请设置不同的密码。", "Choose another one.";
    /// Too few characters.
    PasswordTooShort "PASSWORD_TOO_SHORT" { length: usize, least: usize } on "newPassword"
        => "密码只有 {length} 个字符,至少需要 {least} 个。", "The password has {length} characters; at least {least} are needed.";
           "请设置更长的密码。", "Choose a longer one.";
    /// Too many characters.
    PasswordTooLong "PASSWORD_TOO_LONG" { length: usize, most: usize } on "newPassword"
        => "密码有 {length} 个字符,至多 {most} 个。", "The password has {length} characters; at most {most} are accepted.";
           "请设置更短的密码。", "Choose a shorter one.";
    /// Too few kinds of characters.
    PasswordTooPlain "PASSWORD_TOO_PLAIN" { classes: usize, least: usize } on "newPassword"
        => "密码只含 {classes} 类字符,至少需要 {least} 类。", "The password draws on {classes} classes of characters; at least {least} are needed.";
           "请混用小写字母、大写字母、数字和符号。", "Mix lower case, upper case, digits and signs.";
    /// Part of the account's name is inside.
    PasswordHoldsName "PASSWORD_HOLDS_NAME" { fragment: String } on "newPassword"
        => "密码含有用户名中的“{fragment}”。", "The password holds \"{fragment}\" from the user name.";
           "密码中不得出现用户名的连续三个字符。", "Leave out any three characters in a row of the user name.";
    /// One of the passwords everybody tries.
    PasswordWeak "PASSWORD_WEAK" on "newPassword"
        => "密码属于常见弱密码。", "The password is one that everybody tries.";
           "请设置不易猜测的密码。", "Choose one that is hard to guess.";
    /// The name to sign in with has an unfit form.
    UsernameUnfit "USERNAME_UNFIT" { name: String } on "username"
        => "用户名“{name}”不符合要求。", "The user name \"{name}\" has an unfit form.";
           "请使用 3 至 64 个小写字母、数字、点、横线或下划线。", "Use 3 to 64 letters, digits, dots, dashes or underscores.";
    /// The name to sign in with is taken.
    UsernameTaken "USERNAME_TAKEN" { name: String } on "username"
        => "用户名“{name}”已被使用,或该人员已有账号。", "The user name \"{name}\" is taken, or the person has an account.";
           "请使用另一个用户名。", "Choose another user name.";
    /// 管理员. Nobody keeps the own account: an administrator could lock himself out, or pass over
    /// the rules of changing a password.
    OwnAccount "OWN_ACCOUNT" on "personId"
        => "不能以管理员身份办理本人账号。", "Administrators do not keep their own accounts.";
           "请由另一位系统管理员办理;本人密码用 changePassword 修改。", "Ask another system administrator; change your own password with `changePassword`.";
}
